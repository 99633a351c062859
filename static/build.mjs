// Makes static/build/ (style sheets, fonts, pictures, libraries) from static/scss/ and node_modules. Run: npm run build
// Each file that a style sheet names is copied from the USWDS package; nothing else of it is served.
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const uswds = join(modules, "@uswds", "uswds");
const build = join(here, "build");
// Made beside and put in place at the end, so that a page never meets a half-made build.
const out = join(modules, ".portal-build");

// tokens.css is the custom properties alone: what the style sheet of a document starts from.
const STYLE_SHEETS = { portal: "portal.scss", tokens: "_properties.scss", "document-fonts": "document-fonts.scss" };

// The icons that templates may name, drawn by USWDS or, where it has none, by us under img/icons/.
const ICONS = JSON.parse(await readFile(join(here, "..", "isc_portal", "icons.json"), "utf8"));
const OUR_ICONS = ["half"];

const LIBRARIES = {
  "uswds.min.js": join(uswds, "dist", "js", "uswds.min.js"),
  "uswds-init.min.js": join(uswds, "dist", "js", "uswds-init.min.js"),
  "htmx.min.js": join(modules, "htmx.org", "dist", "htmx.min.js"),
  "idiomorph.js": join(modules, "idiomorph", "dist", "idiomorph.min.js"),
};
// What our modules import by name from a library that only makes a global of it.
const EXPORTS = { "idiomorph.js": "Idiomorph" };

async function put(from, to) {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to);
}

async function styleSheet(name, source) {
  const { css } = compile(join(here, "scss", source), {
    style: "compressed",
    charset: false,
    loadPaths: [join(uswds, "packages")],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "if-function"],
  });
  for (const [, path] of css.matchAll(/url\("?((?:img|fonts)\/[^")]+)"?\)/g)) {
    await put(join(uswds, "dist", path), join(out, path));
  }
  await writeFile(join(out, `${name}.css`), css);
  return css.length;
}

async function iconSheet() {
  const symbols = [];
  const sources = [
    ...ICONS.map((name) => [name, join(uswds, "dist", "img", "usa-icons", `${name}.svg`)]),
    ...OUR_ICONS.map((name) => [name, join(here, "img", "icons", `${name}.svg`)]),
  ];
  for (const [name, source] of sources) {
    const drawing = (await readFile(source, "utf8")).replace(/^.*?<svg[^>]*>/s, "").replace(/<\/svg>\s*$/, "");
    symbols.push(`<symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`);
  }
  await writeFile(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`);
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
for (const [name, source] of Object.entries(STYLE_SHEETS)) {
  console.log(`${name}.css: ${await styleSheet(name, source)} bytes`);
}
await iconSheet();
for (const [name, source] of Object.entries(LIBRARIES)) {
  // A source map beside these files is not served, so the pointer to it goes too.
  const code = (await readFile(source, "utf8")).replace(/^\/\/# sourceMappingURL=.*$/m, "");
  await writeFile(join(out, name), name in EXPORTS ? `${code}\nexport { ${EXPORTS[name]} };\n` : code);
}
await rm(`${build}.old`, { recursive: true, force: true });
await rename(build, `${build}.old`).catch(() => {});
await rename(out, build);
await rm(`${build}.old`, { recursive: true, force: true });
