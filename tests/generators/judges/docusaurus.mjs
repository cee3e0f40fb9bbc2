// Docusaurus as the judge: its own reader of front matter and the validator of its blog, in one process.
// Reads a JSON list of {text, file_name} from standard input and prints one JSON object a line.
import { createRequire } from "node:module";
import fs from "node:fs";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "node_modules", "."));
const { DEFAULT_PARSE_FRONT_MATTER, parseMarkdownFile } = require("@docusaurus/utils");
const { validateBlogPostFrontMatter } = require("@docusaurus/plugin-content-blog/lib/frontMatter.js");
const { parseBlogFileName } = require("@docusaurus/plugin-content-blog/lib/blogUtils.js");
const write = process.stdout.write.bind(process.stdout);
console.log = console.warn = console.error = () => {};
for (const each of JSON.parse(fs.readFileSync(0, "utf8"))) {
  let outcome;
  try {
    const read = await parseMarkdownFile({ filePath: each.file_name, fileContent: each.text, parseFrontMatter: DEFAULT_PARSE_FRONT_MATTER });
    const values = validateBlogPostFrontMatter(read.frontMatter);
    // As in the plugin's blogUtils: a text is read with a Z behind it.
    const date = typeof values.date === "string" && values.date ? new Date(`${values.date}Z`) : values.date || parseBlogFileName(each.file_name).date;
    // Blogs are sorted by `date.getTime()`, which a date that is a number lacks: the build of any second post stops.
    if (!(date instanceof Date)) throw new Error("date.getTime is not a function");
    if (Number.isNaN(date.getTime())) throw new Error(`Invalid date ${values.date}`);
    outcome = { pages: [{ title: values.title ?? read.contentTitle ?? "", date: date.toISOString().slice(0, 10), params: values, description: values.description ?? "", raw: read.content }] };
  } catch (error) {
    outcome = { stops: String(error?.message ?? error).slice(0, 300) };
  }
  write(JSON.stringify(outcome) + "\n");
}
