export default function (config) {
  config.addCollection("everything", (collection) => collection.getFilteredByGlob("posts/*.md"));
  return { markdownTemplateEngine: false, htmlTemplateEngine: false, dir: { includes: "posts/_includes", output: "out" } };
}
