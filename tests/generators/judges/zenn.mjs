// zenn-cli as the judge: its own preview server reads each post, and the validator of its own page judges what was read.
// Reads a JSON list of {text, file_name} from standard input and prints one JSON object a line.
import { createRequire } from "node:module";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const require = createRequire(path.join(process.cwd(), "node_modules", "."));
const dist = path.join(process.cwd(), "node_modules", "zenn-cli", "dist");
const cases = JSON.parse(fs.readFileSync(0, "utf8"));
const write = process.stdout.write.bind(process.stdout);
const { validateArticle } = validator();

// The page's bundle exports nothing: the two functions that hold the validator are cut out of it.
function validator() {
  const assets = path.join(dist, "client", "assets");
  const bundle = fs.readdirSync(assets).filter((name) => name.endsWith(".js")).map((name) => fs.readFileSync(path.join(assets, name), "utf8")).find((text) => text.includes("PUBLISHED_AT_PATTERN:"));
  const first = bundle.lastIndexOf("function ", bundle.indexOf("PUBLISHED_AT_PATTERN:"));
  const begin = bundle.lastIndexOf("var ", first);
  const name = /function (\w+)\(\)\{if\(\w+\)return (\w+);/y;
  name.lastIndex = bundle.lastIndexOf("function ", bundle.indexOf("validateBookChapter:()", begin));
  const [, read, result] = name.exec(bundle);
  const ending = `return ${result}}`;
  const end = bundle.indexOf(ending, bundle.indexOf("validateChapterItemSlug,", begin)) + ending.length;
  const code = bundle.slice(begin, end);
  const [, , emoji, html] = /=(\w+)\((\w+)\),\w+=\1\((\w+)\);/.exec(code);
  return new Function(emoji, html, `${code};return ${read}()`)({ default: require("emoji-regex"), __esModule: true }, require("cheerio"));
}

function judged(article) {
  const { bodyHtml: body, toc, ...values } = article;
  const { title = "", published_at: date = "", topics, emoji, type, published } = values;
  let errors;
  try {
    errors = validateArticle(article);
  } catch (error) {
    return { stops: `the page fails: ${error.message}` };
  }
  const stops = errors.filter((error) => error.isCritical).map((error) => error.message);
  if (stops.length) return { stops: stops.join("; ").slice(0, 300) };
  // The page shows a list of topics, an emoji that is text, and the day that JavaScript makes of the date.
  const day = date && new Date(Date.parse(date.replace(" ", "T"))).toISOString().slice(0, 10);
  const shown = { title, date: day, topics: Array.isArray(topics) ? topics : null, emoji: typeof emoji === "string" ? emoji : null, type, published };
  return { pages: [{ ...shown, params: values, body }], said: errors.map((error) => error.message).join("; ") };
}

async function server(site) {
  const said = new Promise((resolve) => {
    console.log = (text) => /http:\/\/\S+/.test(text) && resolve(/http:\/\/\S+/.exec(text)[0]);
  });
  console.error = console.warn = () => {};
  process.chdir(site);
  process.argv = [process.argv[0], "zenn", "preview", "--no-watch", "--port", "18000"];
  require(path.join(dist, "server", "zenn.js"));
  return said;
}

process.env.TZ = "UTC";
const site = fs.mkdtempSync(path.join(os.tmpdir(), "zenn-"));
fs.mkdirSync(path.join(site, "articles"));
const address = await server(site);
for (const each of cases) {
  const file = path.join(site, "articles", each.file_name);
  fs.writeFileSync(file, each.text);
  const answer = await fetch(`${address}/api/articles/${path.parse(file).name}`);
  const text = await answer.text();
  let outcome;
  if (!answer.ok) outcome = { stops: text.replace(/^[^]*<pre>|<[^>]*>/g, "").slice(0, 300) };
  else outcome = judged(JSON.parse(text).article);
  write(JSON.stringify(outcome) + "\n");
  fs.rmSync(file);
}
fs.rmSync(site, { recursive: true, force: true });
process.exit(0);
