// Everything that Eleventy built, as one file to read.
function content(item) {
  try {
    return item.templateContent;
  } catch (error) {
    if (error.constructor.name === "TemplateContentUnrenderedTemplateError") return null; // a post that has no page
    throw error;
  }
}

export default class {
  data() {
    return { permalink: "all.json", eleventyExcludeFromCollections: true };
  }
  render({ collections }) {
    const pages = collections.everything.map((item) => ({
      file: item.inputPath, title: item.data.title ?? null, date: item.date.toISOString().slice(0, 10), description: item.data.description ?? "",
      params: { ...item.data, collections: null, page: null, eleventy: null, pkg: null }, body: content(item),
    })).filter((page) => page.body !== null);
    return JSON.stringify(pages, (key, value) => (typeof value === "bigint" ? String(value) : value));
  }
}
