// Sends the files of a form with progress. Without this file the browser sends the same form itself.
export default function upload(form) {
  const part = (name) => form.querySelector(`[data-part="${name}"]`)
  const button = form.querySelector('button[type="submit"], .govuk-button')

  const refuse = (texts) => {
    part('progress').hidden = true
    button.disabled = false
    const summary = document.createElement('div')
    summary.className = 'govuk-error-summary'
    summary.tabIndex = -1
    const alert = summary.appendChild(document.createElement('div'))
    alert.setAttribute('role', 'alert')
    const title = alert.appendChild(document.createElement('h2'))
    title.className = 'govuk-error-summary__title'
    title.textContent = 'There is a problem'
    const list = alert.appendChild(document.createElement('ul'))
    list.className = 'govuk-list govuk-error-summary__list'
    for (const text of texts) list.appendChild(document.createElement('li')).textContent = text
    part('errors').replaceChildren(summary)
    summary.focus()
  }

  const answered = (request) => {
    let told = {}
    try {
      told = JSON.parse(request.responseText)
    } catch {
      // a page instead of JSON: signed out, or refused before the form was read
    }
    if (told.location) window.location.assign(told.location)
    else if (told.errors) refuse(told.errors)
    else refuse(['The files were not taken. Reload this page, sign in if you are asked to, and send them again.'])
  }

  form.addEventListener('submit', (event) => {
    const files = [...form.querySelector('input[type="file"]').files]
    if (!files.length) return
    event.preventDefault()
    const size = files.reduce((sum, file) => sum + file.size, 0)
    if (size > Number(form.dataset.limit)) {
      refuse([`These files are larger than the limit of ${form.dataset.limitInWords} together. Send them in parts.`])
      return
    }
    part('errors').replaceChildren()
    part('progress').hidden = false
    button.disabled = true
    const request = new XMLHttpRequest()
    request.open('POST', form.getAttribute('action') || window.location.href)
    request.setRequestHeader('Accept', 'application/json')
    request.upload.addEventListener('progress', (sent) => {
      const percent = Math.floor((100 * sent.loaded) / sent.total)
      form.querySelector('progress').value = percent
      part('told').textContent = percent < 100 ? `${percent} % sent` : 'All sent; being checked'
    })
    request.addEventListener('load', () => answered(request))
    request.addEventListener('error', () => refuse(['The connection broke off. Send the files again.']))
    request.send(new FormData(form))
  })
}
