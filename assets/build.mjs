// Builds the pages' styles and typeface into src/sextant/web/static, which is not committed.
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
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

rmSync(out, { recursive: true, force: true })
mkdirSync(join(out, 'fonts'), { recursive: true })
writeFileSync(join(out, 'statement.css'), styles())
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

function styles() {
  const { css } = compile(join(assets, 'statement.scss'), { loadPaths: [modules], style: 'compressed', quietDeps: true })
  refuseForeignParts(css)
  return css.replace(/^\uFEFF/, '') + '\n'
}

// The Transport typeface and the crown belong to gov.uk alone, and a page must fetch nothing from elsewhere.
function refuseForeignParts(css) {
  for (const part of [/GDS Transport/, /crown|crest/i, /url\(["']?(https?:)?\/\//, /@import/]) {
    if (part.test(css)) throw new Error(`statement.css must not hold ${part}`)
  }
}

// Both licences ask to travel with what they cover.
function licences() {
  const frontend = readFileSync(join(assets, 'govuk-frontend-licence.txt'), 'utf8').trim()
  const font = readFileSync(join(typeface, 'LICENSE'), 'utf8').trim()
  return `GOV.UK Frontend (styles)\n\n${frontend}\n\n\nSource Sans 3 (typeface)\n\n${font}\n`
}
