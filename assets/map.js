// The map of hotspots: ranked places over the counts under them, our own outline, tiles only where they are configured.
// The drawn map stands where this script does not run; the list beside it says the same in words.
import { canvas, geoJSON, latLngBounds, map as makeMap, polygon, svg, tileLayer } from './leaflet.js'

const NAVY = '#12355b'
const BRASS = '#8a6100'
const GREY = '#6f777b'
const SHADES = ['#e3e9ef', '#c3d0dd', '#94abc3', '#5f81a5'] // few to many, each darker in black and white too

export default async function show(place) {
  const data = await asked(place.dataset.map)
  if (!data) return
  place.hidden = false
  place.parentElement.querySelector('[data-drawn]').classList.add('sx-drawn--behind')
  const map = makeMap(place, { zoomSnap: 0.5, attributionControl: Boolean(place.dataset.tiles) })
  place.setAttribute('role', 'region')
  place.setAttribute('aria-label', place.dataset.label)
  if (place.dataset.tiles) tileLayer(place.dataset.tiles, { attribution: 'Map tiles as configured by the force' }).addTo(map)
  if (data.outline) geoJSON(data.outline, { style: { color: GREY, weight: 1.5, fill: false, interactive: false } }).addTo(map)
  const legend = data.cells ? base(map, data.cells) : ''
  const layer = places(map, data.places)
  fit(map, layer, data.outline)
  layer.eachLayer((one) => fromList(map, place, one))
  thin(layer)
  map.on('zoomend', () => thin(layer))
  describe(place, legend)
}

// Nothing when it can't be had, or the page is left before it came: the drawn map stays.
async function asked(address) {
  try {
    const answer = await fetch(address, { headers: { accept: 'application/json' } })
    return answer.ok && !answer.redirected ? await answer.json() : null
  } catch {
    return null
  }
}

// Counts by cell, faintly, so that one sees the town under the ranked places. Returns the legend in words.
function base(map, cells) {
  const edges = quarters(cells.counts)
  const renderer = canvas({ padding: 0.5 })
  cells.rings.forEach((ring, k) => {
    const shade = SHADES[edges.filter((edge) => cells.counts[k] > edge).length]
    polygon(ring, { renderer, stroke: false, fillColor: shade, fillOpacity: 0.85, interactive: false }).addTo(map)
  })
  const shown = cells.rings.length < cells.all ? ` The ${cells.rings.length.toLocaleString('en-GB')} fullest of ${cells.all.toLocaleString('en-GB')} are drawn.` : ''
  const steps = edges.length ? `up to ${edges.join(', up to ')}, and more` : 'all alike'
  return `Shaded: ${cells.unit} by their count, from light to dark ${steps}.${shown} Outlined and numbered: the ranked places.`
}

function quarters(counts) {
  const ordered = [...counts].sort((a, b) => a - b)
  const at = (share) => ordered[Math.floor(share * (ordered.length - 1))]
  return [...new Set([0.5, 0.8, 0.95].map(at))].filter((edge) => edge < ordered[ordered.length - 1])
}

function places(map, collection) {
  const renderer = svg({ padding: 0.5 })
  return geoJSON(collection, {
    renderer,
    style: ({ properties }) => ({
      color: properties.sanity === 'excluded' ? GREY : BRASS,
      dashArray: properties.sanity === 'excluded' ? '4 3' : null,
      weight: 3,
      fillColor: NAVY,
      fillOpacity: properties.sanity === 'excluded' ? 0 : 0.35,
    }),
    onEachFeature: ({ properties }, one) => {
      one.bindPopup(words(properties))
      one.bindTooltip(String(properties.rank), { permanent: true, direction: 'center', className: 'sx-map__number' })
      one.on('add', () => reachable(one, properties))
    },
  }).addTo(map)
}

// Numbers on one another say nothing: of those that would overlap the highest ranked stays. Zooming in shows the others.
function thin(layer) {
  const numbers = layer.getLayers().sort((a, b) => rankOf(a) - rankOf(b)).map((one) => one.getTooltip().getElement())
  numbers.forEach((each) => { each.hidden = false })
  const boxes = numbers.map((each) => each.getBoundingClientRect())
  const kept = []
  boxes.forEach((box, k) => {
    numbers[k].hidden = kept.some((other) => overlap(box, other))
    if (!numbers[k].hidden) kept.push(box)
  })
}

function rankOf(one) {
  return one.feature.properties.rank
}

function overlap(a, b) {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

function words(of) {
  const text = document.createElement('div')
  const line = (content, tag = 'p') => {
    const each = document.createElement(tag)
    each.textContent = content
    text.append(each)
  }
  line(`${of.rank}: ${of.name}`, 'strong')
  line(`${of.count} crimes; ${of.expected} expected a week; chance ${of.p}`)
  line(of.why)
  const link = document.createElement('a')
  link.href = `#place-${of.id}`
  link.textContent = 'In the list'
  text.append(link)
  return text
}

// A place takes the focus and opens by Enter, as by a click.
function reachable(one, of) {
  const path = one.getElement()
  if (!path) return
  path.setAttribute('tabindex', '0')
  path.setAttribute('role', 'button')
  path.setAttribute('aria-label', `Place ${of.rank}: ${of.name}, ${of.count} crimes`)
  path.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    event.preventDefault()
    one.openPopup()
  })
}

// Each row of the list gets a button that goes to its place on the map.
function fromList(map, place, one) {
  const of = one.feature.properties
  const row = document.getElementById(`place-${of.id}`)
  if (!row) return
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'sx-link sx-to-map'
  button.textContent = 'On the map'
  button.setAttribute('aria-label', `Place ${of.rank} on the map`)
  button.addEventListener('click', () => {
    map.fitBounds(one.getBounds().pad(4), { maxZoom: 15 })
    one.openPopup()
    place.scrollIntoView({ block: 'nearest' })
    one.getElement().focus({ preventScroll: true })
  })
  row.querySelector('th').append(button)
}

function fit(map, layer, outline) {
  const bounds = layer.getBounds()
  if (bounds.isValid()) map.fitBounds(bounds.pad(0.15), { maxZoom: 15 })
  else if (outline) map.fitBounds(geoJSON(outline).getBounds())
  else map.fitBounds(latLngBounds([[49.9, -6.4], [55.9, 1.8]]))
}

function describe(place, legend) {
  const caption = document.createElement('p')
  caption.className = 'govuk-body-s'
  caption.textContent = `${legend} Move by the arrow keys, zoom by + and −. Numbers stand only where there is room.`
  place.after(caption)
}
