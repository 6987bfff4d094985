// Security keys and passkeys: asks the device, puts its answer into the form's hidden field and sends the form.
export default function ceremony(form) {
  const button = form.querySelector('button[type=button]')
  if (!window.PublicKeyCredential) return
  button.hidden = false
  button.addEventListener('click', () => run(form).catch((fault) => tell(form, fault)))
}

async function run(form) {
  form.querySelector('[role=alert]').hidden = true
  const kind = form.dataset.ceremony
  const { publicKey } = kind === 'login' ? await challenge(form) : JSON.parse(form.dataset.options)
  const credential = await (kind === 'create'
    ? navigator.credentials.create({ publicKey: creation(publicKey, form) })
    : navigator.credentials.get({ publicKey: request(publicKey) }))
  form.elements.credential.value = JSON.stringify(told(credential))
  form.submit()
}

async function challenge(form) {
  const answer = await fetch(form.action, { headers: { Accept: 'application/json' } })
  if (!answer.ok) throw new Error(`status ${answer.status}`)
  return (await answer.json()).request_options
}

function creation(options, form) {
  const alone = form.elements.passwordless?.checked
  const selection = alone
    ? { residentKey: 'required', requireResidentKey: true, userVerification: 'required' }
    : { residentKey: 'discouraged', requireResidentKey: false }
  return {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(known),
    authenticatorSelection: { ...options.authenticatorSelection, ...selection },
  }
}

function request(options) {
  return { ...options, challenge: bytes(options.challenge), allowCredentials: (options.allowCredentials ?? []).map(known) }
}

function known(credential) {
  return { ...credential, id: bytes(credential.id) }
}

// What the device answered, every run of bytes as base64url.
function told(credential) {
  const { response } = credential
  const parts = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle']
  const given = parts.filter((name) => response[name]).map((name) => [name, text(response[name])])
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { ...Object.fromEntries(given), ...(response.getTransports ? { transports: response.getTransports() } : {}) },
  }
}

function bytes(base64url) {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0))
}

function text(buffer) {
  const binary = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function tell(form, fault) {
  const place = form.querySelector('[role=alert]')
  const refused = fault.name === 'NotAllowedError' || fault.name === 'AbortError'
  place.textContent = refused ? 'The key did not answer, or you stopped. Try again.' : 'This key or passkey can’t be used here. Use another way.'
  place.hidden = false
}
