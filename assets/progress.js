// A job's page without reloading: asks every two seconds how far it is, and shows the page anew once it has ended.
const EVERY = 2000

export default function follow(place) {
  const part = (name) => place.querySelector(`[data-part="${name}"]`)
  part('reload').hidden = true
  const bar = place.querySelector('progress')

  const show = (job) => {
    if (job.percent === null) bar.removeAttribute('value')
    else bar.value = job.percent
    part('percent').textContent = job.percent === null ? '' : `${job.percent} % · `
    if (job.message && part('message').textContent !== job.message) part('message').textContent = job.message
  }

  const ask = async () => {
    try {
      const answer = await fetch(place.dataset.state, { headers: { accept: 'application/json' } })
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status))
      const job = await answer.json()
      if (job.ended) return window.location.reload()
      show(job)
    } catch {
      part('reload').hidden = false // signed out, or the server restarts: the link still works
    }
    window.setTimeout(ask, EVERY)
  }
  window.setTimeout(ask, EVERY)
}
