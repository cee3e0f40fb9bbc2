# Jekyll as the judge: one full build of a small site for each case, all in one process.
# Reads a JSON list of {text, file_name} from standard input and prints one JSON object a line.
require "jekyll"
require "json"
require "tmpdir"
require "stringio"

HOME = <<~LIQUID
  ---
  ---
  {% for post in site.posts %}{"title": {{ post.title | jsonify }}, "date": {{ post.date | date: "%Y-%m-%d" | jsonify }}, "tags": {{ post.tags | jsonify }}, "categories": {{ post.categories | jsonify }}, "description": {{ post.description | jsonify }}, "slug": {{ post.slug | jsonify }}, "excerpt": {{ post.excerpt | jsonify }}, "layout": {{ post.layout | jsonify }}, "author": {{ post.author | jsonify }}, "body": {{ post.content | jsonify }} }
  {% endfor %}
LIQUID

class Kept
  attr_reader :said
  def initialize; @said = []; end
  %i[debug info].each { |level| define_method(level) { |*| } }
  %i[warn error].each { |level| define_method(level) { |_name = nil, text = nil, &block| @said << (text || (block && block.call) || _name).to_s } }
  def level=(*); end
  def level; 1; end
end

ENV["TZ"] = "UTC"
JSON.parse($stdin.read).each do |each|
  outcome = Dir.mktmpdir do |site|
    FileUtils.mkdir_p(["#{site}/_posts", "#{site}/_layouts"])
    File.write("#{site}/index.json", HOME)
    File.write("#{site}/_layouts/post.html", "<title>{{ page.title }}</title>{{ page.description }}{{ content }}")
    File.binwrite("#{site}/_posts/#{each["file_name"]}", each["text"])
    kept = Kept.new
    Jekyll.logger.writer.instance_variable_set(:@logdevs, [])
    Jekyll.instance_variable_set(:@logger, Jekyll::LogAdapter.new(kept, :warn))
    begin
      config = Jekyll.configuration("source" => site, "destination" => "#{site}/_site", "future" => true, "timezone" => "UTC",
                                    "disable_disk_cache" => true, "quiet" => true)
      Jekyll::Site.new(config).process
      refused = kept.said.find { |line| line =~ /YAML Exception|could not read file|Error reading|Invalid date/i }
      if refused
        { "stops" => refused.gsub(site, "")[0, 300] }
      else
        { "pages" => File.read("#{site}/_site/index.json").lines.map(&:strip).reject(&:empty?).map { |line| JSON.parse(line) }, "said" => kept.said.join(" ").gsub(site, "")[0, 200] }
      end
    rescue Exception => error
      { "stops" => "#{error.class}: #{error.message} #{kept.said.join(" ")}".gsub(site, "")[0, 300] }
    end
  end
  puts JSON.generate(outcome)
  $stdout.flush
end
