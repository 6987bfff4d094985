// Builds the pages' styles and typeface into src/sextant/web/static, which is not committed.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compile } from 'sass'

const assets = dirname(fileURLToPath(import.meta.url))
const root = join(assets, '..')
const modules = join(root, 'node_modules')
const typeface = join(modules, '@fontsource', 'source-sans-3')
const printing = join(modules, '@expo-google-fonts', 'source-sans-3')
const out = join(root, 'src', 'sextant', 'web', 'static')
const WEIGHTS = [400, 600]
const PRINTED = ['400Regular', '400Regular_Italic', '600SemiBold', '600SemiBold_Italic']

// MoJ's components bring a base of their own; there is one base here, ours, so each is read with that line changed.
const moj = {
  canonicalize: (url) => (url.startsWith('moj:') && url !== 'moj:settings' ? new URL(url) : null),
  load: ({ pathname: name }) => {
    const file = join(modules, '@ministryofjustice', 'frontend', 'moj', 'components', name, `_${name}.scss`)
    const contents = readFileSync(file, 'utf8').replace(/^@use "\.\.\/\.\.\/vendor\/govuk-frontend" as \*;$/m, '@use "settings" as *;')
    return { contents: contents.replace(/^@use "\.\.\/\.\.\/settings\/assets" as \*;$/m, '$moj-images-path: "images/";'), syntax: 'scss' }
  },
}

rmSync(out, { recursive: true, force: true })
mkdirSync(join(out, 'fonts'), { recursive: true })
for (const name of ['statement', 'work']) writeFileSync(join(out, `${name}.css`), styles(name))
writeFileSync(join(out, 'licences.txt'), licences())
for (const weight of WEIGHTS) {
  const name = `source-sans-3-latin-${weight}-normal.woff2`
  copyFileSync(join(typeface, 'files', name), join(out, 'fonts', name))
}

// The PDF is set from TrueType files; a folder of its own keeps them out of the statement's pages.
mkdirSync(join(out, 'print-fonts'))
for (const style of PRINTED) {
  const name = `SourceSans3_${style}.ttf`
  copyFileSync(join(printing, style, name), join(out, 'print-fonts', name))
}

// Scripts: our own modules, what they import of GOV.UK Frontend, and the maps' library.
copyFileSync(join(assets, 'mark.svg'), join(out, 'mark.svg'))
for (const name of readdirSync(assets)) {
  if (name.endsWith('.js')) copyFileSync(join(assets, name), join(out, name))
}
const script = 'govuk-frontend.min.js'
writeFileSync(join(out, script), withoutMap(readFileSync(join(modules, 'govuk-frontend', 'dist', 'govuk', script), 'utf8')))
const maps = join(modules, 'leaflet', 'dist')
writeFileSync(join(out, 'leaflet.js'), withoutMap(readFileSync(join(maps, 'leaflet-src.esm.js'), 'utf8')))
copyFileSync(join(maps, 'leaflet.css'), join(out, 'leaflet.css'))
mkdirSync(join(out, 'images'))
const icons = ['close-cross-black', 'document', 'tag-remove-cross', 'tag-remove-cross-white', 'toggle-plus-minus']
for (const name of icons.map((icon) => `icon-${icon}.svg`)) {
  copyFileSync(join(modules, '@ministryofjustice', 'frontend', 'moj', 'assets', 'images', name), join(out, 'images', name))
}
for (const name of readdirSync(join(maps, 'images'))) copyFileSync(join(maps, 'images', name), join(out, 'images', name))

// The map of the source would be asked for and is not there.
function withoutMap(source) {
  return source.replace(/^\/\/# sourceMappingURL=.*$/m, '')
}

function styles(name) {
  const { css } = compile(join(assets, `${name}.scss`), {
    loadPaths: [modules, assets],
    importers: [moj],
    style: 'compressed',
    quietDeps: true,
  })
  refuseForeignParts(css)
  return css.replace(/^\uFEFF/, '') + '\n'
}

// The Transport typeface and the crown belong to gov.uk alone, and a page must fetch nothing from elsewhere.
function refuseForeignParts(css) {
  for (const part of [/GDS Transport/, /crown|crest/i, /url\(["']?(https?:)?\/\//, /@import/]) {
    if (part.test(css)) throw new Error(`a style sheet must not hold ${part}`)
  }
}

// Both licences ask to travel with what they cover.
function licences() {
  const frontend = readFileSync(join(assets, 'govuk-frontend-licence.txt'), 'utf8').trim()
  const font = readFileSync(join(typeface, 'LICENSE'), 'utf8').trim()
  const leaflet = readFileSync(join(modules, 'leaflet', 'LICENSE'), 'utf8').trim()
  return [
    `GOV.UK Frontend (styles and script)\n\n${frontend}`,
    'MoJ Frontend (styles)\n\nMIT Licence, Copyright (c) Ministry of Justice',
    `Source Sans 3 (typeface)\n\n${font}`,
    `Leaflet (maps)\n\n${leaflet}\n`,
  ].join('\n\n\n')
}
