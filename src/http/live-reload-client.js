// Runs in pages that djust renders in development: reloads them when a template changes, and shows what is wrong in it.
;(() => {
  const { src, dataset } = document.currentScript
  const address = new URL('reload', src)
  if (dataset.page) address.searchParams.set('page', dataset.page)

  let events = null
  let server = null
  let overlay = null

  function connect() {
    if (events && events.readyState !== EventSource.CLOSED) return
    events = new EventSource(address)
    events.addEventListener('hello', ({ data }) => {
      if (server !== null && server !== data) location.reload()
      server = data
    })
    events.addEventListener('reload', () => location.reload())
    events.addEventListener('wrong', ({ data }) => show(JSON.parse(data)))
    events.addEventListener('right', hide)
    events.addEventListener('error', () => {
      // A server that is down is tried again by the browser; one that answers with an error is not.
      if (events.readyState === EventSource.CLOSED) setTimeout(wake, 1000)
    })
  }

  // Browsers allow few connections to one server: a page that nobody sees needs none, and asks when it is seen again.
  function wake() {
    if (document.visibilityState === 'visible') connect()
    else events?.close()
  }
  document.addEventListener('visibilitychange', wake)
  addEventListener('pagehide', () => events?.close())
  addEventListener('pageshow', wake)
  wake()

  function show({ title, place, frame, hint, code }) {
    hide()
    overlay = document.createElement('djust-overlay')
    const root = overlay.attachShadow({ mode: 'open' })
    // A style sheet made by a script is one that no Content-Security-Policy forbids.
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(style)
    root.adoptedStyleSheets = [sheet]

    const card = part('section', 'card')
    card.setAttribute('role', 'alert')
    const bar = part('div', 'bar')
    const close = part('button', 'close', 'Hide')
    close.type = 'button'
    close.addEventListener('click', hide)
    bar.append(part('p', 'label', 'djust'), close)
    card.append(bar, part('h1', 'title', title))
    if (place) card.append(part('p', 'place', place))
    if (frame) card.append(framed(frame))
    if (hint) card.append(part('pre', 'hint', hint))
    card.append(part('p', 'code', code), part('p', 'note', 'This goes away, and the page reloads, when the template is right again.'))
    root.append(card)
    document.documentElement.append(overlay)
    // Above open dialogs too, where the browser can.
    overlay.popover = 'manual'
    overlay.showPopover?.()
    root.querySelector('.mark')?.lastChild.scrollIntoView({ block: 'nearest', inline: 'center' })
  }

  function framed(frame) {
    const pre = part('pre', 'frame')
    pre.tabIndex = 0
    const lines = frame.split('\n')
    lines.forEach((line, index) => {
      const marked = /^ *\| *\^+$/.test(lines[index + 1] ?? '')
      const [, before, carets] = /^( *\| *)(\^+)$/.exec(line) ?? []
      if (!carets) return pre.append(part('span', marked ? 'marked' : '', `${line}\n`))
      const under = part('span', 'mark', before)
      under.append(part('b', '', carets))
      pre.append(under)
    })
    return pre
  }

  function part(tag, name, text = '') {
    const element = document.createElement(tag)
    element.className = name
    element.textContent = text
    return element
  }

  function hide() {
    overlay?.remove()
    overlay = null
  }
  addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') hide()
  })

  const style = `
    :host {
      all: initial; position: fixed; inset: 0; z-index: 2147483647; box-sizing: border-box; width: 100vw; height: 100vh; height: 100dvh;
      overflow: auto; padding: clamp(.75rem, 4vw, 3rem); background: rgb(20 21 26 / .6); color-scheme: light dark;
      --ink: #1d1f27; --soft: #5c6070; --paper: #fff; --inset: #f5f4f1; --line: #dfddd6; --accent: #b3261e; --tint: #fbe9e7;
      font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
    }
    @media (prefers-color-scheme: dark) {
      :host { --ink: #ecebe7; --soft: #a9abb8; --paper: #1f2027; --inset: #16171c; --line: #393a45; --accent: #ff8a80; --tint: #43252a }
    }
    * { box-sizing: border-box }
    .card { max-width: 60rem; margin: 0 auto; padding: 1.25rem clamp(1rem, 4vw, 2rem) 1.5rem; background: var(--paper); border-radius: .75rem; border-top: .3rem solid var(--accent); box-shadow: 0 1rem 3rem rgb(0 0 0 / .35) }
    .bar { display: flex; align-items: center; justify-content: space-between; gap: 1rem }
    p { margin: 0 }
    .label { color: var(--accent); font-weight: 600 }
    .title { margin: .25rem 0 1rem; font-size: 1.35rem; line-height: 1.3; overflow-wrap: anywhere }
    .place, .code, .note { color: var(--soft); font-size: .875rem; overflow-wrap: anywhere }
    .code { font-family: ui-monospace, monospace }
    .note { margin-top: .75rem }
    pre { margin: .5rem 0; padding: .875rem 1rem; background: var(--inset); border: 1px solid var(--line); border-radius: .5rem; overflow-x: auto; font: 13px/1.6 ui-monospace, monospace; tab-size: 2 }
    .frame span { display: block; width: max-content; min-width: 100%; white-space: pre }
    .marked { background: var(--tint) }
    .mark { color: var(--accent); font-weight: 700 }
    .hint { border-left: .25rem solid var(--accent); white-space: pre-wrap; overflow-wrap: anywhere }
    .close { padding: .35rem .9rem; border: 1px solid var(--line); border-radius: .5rem; background: transparent; color: var(--ink); font: inherit; font-size: .875rem; cursor: pointer }
    .close:hover { background: var(--inset) }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
  `
})()
