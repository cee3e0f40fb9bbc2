export default {
  title: "Rooms",
  url: "https://example.org",
  baseUrl: "/",
  onBrokenLinks: "ignore",
  presets: [["classic", { docs: false, pages: false, sitemap: false, blog: { routeBasePath: "/", onInlineTags: "ignore", onInlineAuthors: "ignore", onUntruncatedBlogPosts: "ignore" } }]],
};
