// The statement's editor: keys go into the text by a click, and the check follows the writing. Saving stays a button.
const PAUSE = 700

export default function editor (place) {
  const form = place.querySelector('form')
  const text = form.querySelector('textarea')
  const found = place.querySelector('[data-found]')
  const said = place.querySelector('[data-said]')
  let asked = 0
  let waiting
  let saved = text.defaultValue // whoever is quick has written before this file came

  for (const key of place.querySelectorAll('[data-insert]')) insertable(key, text, changed)
  text.addEventListener('input', changed)
  form.addEventListener('submit', () => { saved = text.value })
  window.addEventListener('beforeunload', (leaving) => { if (text.value !== saved) leaving.preventDefault() })
  if (text.value !== saved) changed()

  function changed () {
    clearTimeout(waiting)
    waiting = setTimeout(check, PAUSE)
  }

  async function check () {
    const turn = ++asked
    try {
      const answer = await fetch(place.dataset.check, { method: 'POST', body: new FormData(form), redirect: 'error' })
      const part = await answer.text()
      if (turn === asked && answer.ok) show(part)
      else if (turn === asked) tell('The check can’t be reached. Save, and sign in again if you are asked to.')
    } catch {
      if (turn === asked) tell('The check can’t be reached. Your text is still here; save it when you are back on line.')
    }
  }

  // Read out in a few words what stands in the part at length.
  function show (part) {
    found.innerHTML = part
    said.textContent = found.querySelector('h3')?.textContent ?? ''
  }

  function tell (words) {
    const line = document.createElement('p')
    line.className = 'govuk-body'
    line.textContent = words
    found.replaceChildren(line)
    said.textContent = words
  }
}

function insertable (key, text, changed) {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'sx-link sx-key'
  button.textContent = key.textContent
  button.title = 'Put into the text'
  button.addEventListener('click', () => {
    text.setRangeText(key.dataset.insert, text.selectionStart, text.selectionEnd, 'end')
    text.focus()
    changed()
  })
  key.replaceWith(button)
}
