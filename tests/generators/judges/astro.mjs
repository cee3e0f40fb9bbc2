// Astro as the judge: its own reader of front matter and the schema of its blog template, in one process.
// Reads a JSON list of {text, file_name} from standard input and prints one JSON object a line.
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const remark = path.join(process.cwd(), "node_modules/@astrojs/markdown-remark/dist/frontmatter.js");
const { parseFrontmatter } = await import(pathToFileURL(remark).href);
const { z } = await import(pathToFileURL(path.join(process.cwd(), "node_modules/astro/dist/zod.js")).href);
const schema = z.object({
  title: z.string(),
  description: z.string(),
  date: z.coerce.date(),
  updatedDate: z.coerce.date().optional(),
  heroImage: z.string().optional(),
  tags: z.array(z.string()).optional(),
  draft: z.boolean().optional(),
});
const write = process.stdout.write.bind(process.stdout);
for (const each of JSON.parse(fs.readFileSync(0, "utf8"))) {
  let outcome;
  try {
    const read = parseFrontmatter(each.text, { frontmatter: "empty-with-spaces" });
    const checked = schema.safeParse(read.frontmatter);
    if (!checked.success) throw new Error(checked.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; "));
    const values = checked.data;
    outcome = { pages: [{ title: values.title, date: values.date.toISOString().slice(0, 10), params: { ...read.frontmatter, ...values }, description: values.description, raw: read.content.trimStart() }] };
  } catch (error) {
    outcome = { stops: String(error?.message ?? error).slice(0, 300) };
  }
  write(JSON.stringify(outcome) + "\n");
}
