// Eleventy as the judge: one full build for each case, in one process.
// Reads a JSON list of {text, file_name} from standard input and prints one JSON object a line.
import { Eleventy } from "@11ty/eleventy";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

const write = process.stdout.write.bind(process.stdout);
console.log = console.warn = console.error = () => {};
const home = process.cwd();
for (const each of JSON.parse(fs.readFileSync(0, "utf8"))) {
  const site = fs.mkdtempSync(path.join(os.tmpdir(), "eleventy-"));
  let outcome;
  try {
    fs.mkdirSync(path.join(site, "posts"));
    fs.writeFileSync(path.join(site, "posts", each.file_name), each.text);
    fs.mkdirSync(path.join(site, "posts", "_includes"));
    for (const layout of ["post", "nowhere"]) fs.writeFileSync(path.join(site, "posts", "_includes", `${layout}.njk`), "{{ content | safe }}");
    process.chdir(site);
    let read = null;
    const eleventy = new Eleventy("posts", "out", {
      quietMode: true,
      config(config) {
        config.setMarkdownTemplateEngine?.(false);
        config.addCollection("everything", (collection) => {
          read = collection.getAll().map((item) => ({ title: item.data.title ?? null, date: item.date.toISOString().slice(0, 10), params: { ...item.data, collections: null, page: null, eleventy: null, pkg: null } }));
          return collection.getAll();
        });
        return { markdownTemplateEngine: false, htmlTemplateEngine: false };
      },
    });
    eleventy.disableLogger?.();
    const pages = await eleventy.toJSON();
    outcome = { pages: (read ?? []).map((page, at) => ({ ...page, description: page.params.description ?? "", body: pages[at]?.content ?? "" })) };
  } catch (error) {
    outcome = { stops: String(error?.originalError?.message ?? error?.message ?? error).slice(0, 300) };
  }
  process.chdir(home);
  fs.rmSync(site, { recursive: true, force: true });
  write(JSON.stringify(outcome, (key, value) => (typeof value === "bigint" ? String(value) : value)) + "\n");
}
process.exit(0);
