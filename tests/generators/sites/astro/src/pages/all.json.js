// Everything that Astro read and rendered, as one file to read.
import { getCollection } from "astro:content";

export async function GET() {
  const pages = (await getCollection("blog")).map(({ filePath, data, rendered }) => ({
    file: filePath, title: data.title, date: data.date.toISOString().slice(0, 10), description: data.description, params: data, body: rendered.html,
  }));
  return new Response(JSON.stringify(pages));
}
