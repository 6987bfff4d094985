// Everything works without this file. It saves clicks: menus on a phone, no double sending, progress that moves.
import { Button, ErrorSummary, PasswordInput, ServiceNavigation, createAll } from './govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
for (const component of [Button, ErrorSummary, PasswordInput, ServiceNavigation]) createAll(component)

// A page names the modules of its own with data-module-src; they come from this server like everything else.
for (const place of document.querySelectorAll('[data-module-src]')) {
  // One that can't be had, as when the page is left before it came, leaves the page as it is.
  import(new URL(place.dataset.moduleSrc, import.meta.url)).then((module) => module.default(place), () => {})
}
