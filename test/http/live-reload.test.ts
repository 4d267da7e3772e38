import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express, { type Express } from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import { createDjust } from '../../src/engine/djust.ts'
import { djustExpress, errorPage, type ExpressOptions, view } from '../../src/http/express.ts'
import { LiveView } from '../../src/view/live-view.ts'
import type { TemplateLoader } from '../../src/template/loader.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const navigation = { 'sec-fetch-dest': 'document' }

class PageView extends LiveView {
  templateName = 'page.html'
  name = '<Ada>'
}
class FragmentView extends LiveView {
  templateName = 'fragment.html'
}
class BrokenView extends LiveView {
  templateName = 'broken.html'
}

let server: Server | undefined
const warnings: string[] = []
const templates: Record<string, string> = {}
const watchers = new Set<() => void>()
afterEach(async () => {
  warnings.length = 0
  await new Promise<void>((done) => void (server ? server.close(() => done()) : done()))
  server = undefined
})

function change(name: string, source: string): void {
  templates[name] = source
  for (const watcher of watchers) watcher()
}

/** Templates that can be changed, and that tell of it as files do. */
const loader: TemplateLoader = {
  ...memoryLoader(templates),
  watch(onEvent) {
    watchers.add(onEvent)
    return () => watchers.delete(onEvent)
  },
}

interface Settings extends ExpressOptions {
  readonly development?: boolean
  readonly mount?: string
  readonly before?: (app: Express) => void
}

async function serve({ development = true, mount = '/', before, ...options }: Settings = {}) {
  Object.assign(templates, {
    'page.html': '<body><pre>&lt;/body></pre>{{ name }}</BODY ></html>',
    'fragment.html': '<li>one</li>',
    'broken.html': '{% if %}',
  })
  const logger = { warn: (message: string) => warnings.push(message), error() {} }
  const djust = createDjust({ templates: loader, development, logger })
  const app = express()
  before?.(app)
  app.use(mount, djustExpress(djust, options))
  app.get(`${mount}page`, view(PageView))
  app.get(`${mount}fragment`, view(FragmentView))
  app.get(`${mount}broken`, view(BrokenView))
  app.get(`${mount}render`, (_req, res) => res.render('page.html', { name: 'Bob' }))
  app.get(`${mount}stream`, (_req, res) => res.renderStream('page.html', { name: 'Bob' }))
  app.get(`${mount}mail`, (_req, res, next) =>
    res.render('page.html', (error: Error | null, html?: string) => void (error ? next(error) : res.send(html))),
  )
  app.use(errorPage(djust))
  server = app.listen(0)
  await new Promise((done) => server!.once('listening', done))
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`
  const get = async (path: string, headers: Readonly<Record<string, string>> = navigation) =>
    (await fetch(origin + path, { headers })).text()
  return { origin, get, djust }
}

function withPolicy(policy: string, locals: object = {}): Settings {
  return {
    before: (app) =>
      app.use((_req, res, next) => {
        res.set('Content-Security-Policy', policy)
        Object.assign(res.locals, locals)
        next()
      }),
  }
}

const script = /<script [^>]*><\/script>/
const tagOf = (html: string) => script.exec(html)?.[0]

describe('the script', () => {
  test('stands at the end of the body, and names the edition of the page', async () => {
    const { get } = await serve()
    const html = await get('/page')
    expect(html).toMatch(
      /^<body><pre>&lt;\/body><\/pre>&lt;Ada&gt;<script src="\/__djust\/reload\.js" data-page="[0-9a-f]{16}" async><\/script><\/BODY ><\/html>$/,
    )
    expect(await get('/page')).toBe(html)
    expect(tagOf(await get('/render'))).toBe(tagOf(html))
    templates['page.html'] += '!'
    expect(tagOf(await get('/page'))).not.toBe(tagOf(html))
  })

  test('a page without a body has it at its end, if a browser goes there', async () => {
    const { get } = await serve()
    expect(await get('/fragment')).toMatch(/^<li>one<\/li><script /)
    expect(await get('/fragment', { accept: 'text/html' })).toBe('<li>one</li>')
  })

  test.each([
    { 'sec-fetch-dest': 'empty' },
    { accept: '*/*' },
    { accept: 'text/html', 'hx-request': 'true' },
    { accept: 'text/html', 'x-requested-with': 'XMLHttpRequest' },
  ])('parts that scripts fetch have none: %o', async (headers) => {
    const { get } = await serve()
    expect(await get('/page', headers as Record<string, string>)).not.toMatch(script)
  })

  test('a page that is sent while it is rendered has it at its end', async () => {
    const { get } = await serve()
    expect(await get('/stream')).toMatch(/Bob<\/BODY ><\/html><script src="[^"]+" data-page="[0-9a-f]{16}" async><\/script>$/)
    expect(await get('/stream', { accept: 'text/html' })).toMatch(/<\/html>$/)
  })

  test('browsers on another machine send no such header', async () => {
    const { get } = await serve()
    expect(await get('/page', { accept: 'text/html,application/xhtml+xml' })).toMatch(script)
  })

  test('HTML that goes to a callback has none', async () => {
    const { get } = await serve()
    expect(await get('/mail')).not.toMatch(script)
  })

  test('neither does production have it, nor an application that does not want it', async () => {
    const production = await serve({ development: false })
    expect(await production.get('/page')).not.toMatch(script)
    expect((await fetch(`${production.origin}/__djust/reload.js`)).status).toBe(404)
    await new Promise((done) => server!.close(done))
    const off = await serve({ reload: false })
    expect(await off.get('/page')).not.toMatch(script)
    expect((await fetch(`${off.origin}/__djust/reload`)).status).toBe(404)
  })

  test('it is served where djust is mounted', async () => {
    const { get, origin } = await serve({ mount: '/admin/' })
    expect(await get('/admin/page')).toContain('src="/admin/__djust/reload.js"')
    const response = await fetch(`${origin}/admin/__djust/reload.js`)
    expect(response.headers.get('content-type')).toContain('text/javascript')
    expect(await response.text()).toContain('EventSource')
  })

  test.each([
    ["script-src 'nonce-abc'; connect-src 'self'", 'nonce="abc"'],
    ["default-src 'self'", 'data-page'],
    ["default-src 'none'; script-src 'self' 'strict-dynamic' 'nonce-x&y'; connect-src *", 'nonce="x&amp;y"'],
    ["script-src-elem 'self'; script-src 'none'; connect-src 'self'", 'data-page'],
    ["img-src 'none'", 'data-page'],
  ])('carries what the policy asks for: %s', async (policy, expected) => {
    const { get } = await serve(withPolicy(policy))
    expect(tagOf(await get('/page'))).toContain(expected)
    expect(warnings).toEqual([])
  })

  test('carries the nonce of res.locals where no header says one', async () => {
    const { get } = await serve(withPolicy("default-src 'self'", { nonce: 'n"1' }))
    expect(tagOf(await get('/page'))).toContain('nonce="n&quot;1"')
  })

  test.each([
    ["default-src 'none'", "script-src 'self' and connect-src 'self'"],
    ["script-src 'self' 'strict-dynamic'; connect-src 'self'", "script-src 'self'"],
    ["default-src 'self'; connect-src 'none'", "connect-src 'self'"],
    ["default-src 'self', script-src 'none'", "script-src 'self'"],
  ])('stays away where the policy forbids it, which is said once: %s', async (policy, lacks) => {
    const { get } = await serve(withPolicy(policy))
    expect(await get('/page')).not.toMatch(script)
    expect(await get('/page')).not.toMatch(script)
    expect(warnings).toEqual([expect.stringContaining(`lacks ${lacks}.`)])
  })
})

describe('the events', () => {
  async function listen(origin: string, page: string) {
    const abort = new AbortController()
    const response = await fetch(`${origin}/__djust/reload${page}`, { signal: abort.signal })
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    return {
      response,
      /** What came until it has the text; all of it at the end of the connection. */
      async until(wanted: string | null): Promise<string> {
        for (;;) {
          if (wanted !== null && text.includes(wanted)) return text
          const { done, value } = await reader.read()
          if (done) return text
          text += value
        }
      },
      end: () => abort.abort(),
    }
  }
  const pageOf = (html: string) => `?page=${/data-page="(\w+)"/.exec(html)![1]}`

  test('a change reloads the page, a mistake is shown, and undoing it takes that back', async () => {
    const { origin, get } = await serve()
    const events = await listen(origin, pageOf(await get('/page')))
    expect(events.response.headers.get('content-type')).toBe('text/event-stream')
    expect(events.response.headers.get('cache-control')).toContain('no-transform')
    await events.until('event: hello')
    const before = templates['page.html']!
    change('page.html', '\n<b>{{ name|nothing }}')
    const wrong = await events.until('event: wrong')
    const shown = JSON.parse(/event: wrong\ndata: (.*)/.exec(wrong)![1]!) as object
    expect(shown).toMatchObject({ place: 'page.html, line 2, column 12', code: expect.stringContaining('template/') })
    change('page.html', before)
    await events.until('event: right')
    change('page.html', 'new')
    expect(await events.until('event: reload')).not.toMatch(/event: reload[^]*event: right/)
    events.end()
  })

  test('other templates leave the page alone', async () => {
    const { origin, get } = await serve()
    await get('/fragment')
    const events = await listen(origin, pageOf(await get('/page')))
    const fragment = await listen(origin, pageOf(await get('/fragment')))
    await fragment.until('event: hello')
    await events.until('event: hello')
    change('fragment.html', 'changed')
    await fragment.until('event: reload')
    change('page.html', 'changed')
    expect((await events.until('event: reload')).match(/event: \w+/g)).toEqual(['event: hello', 'event: reload'])
    events.end()
    fragment.end()
  })

  test('what changed before the page listens is told at once', async () => {
    const { origin, get } = await serve()
    const page = pageOf(await get('/page'))
    change('page.html', 'changed')
    const events = await listen(origin, page)
    await events.until('event: reload')
    expect(events.response.status).toBe(200)
    events.end()
  })

  test('a page of another process is not reloaded again and again, but at the next change', async () => {
    const { origin, get } = await serve()
    await get('/page')
    const events = await listen(origin, '?page=0123456789abcdef')
    await events.until('event: hello')
    change('page.html', 'changed')
    expect((await events.until('event: reload')).match(/event: \w+/g)).toEqual(['event: hello', 'event: reload'])
    events.end()
  })

  test('the page of an error listens to any change', async () => {
    const { origin, get } = await serve()
    const html = await get('/broken')
    expect(html).toContain('<script src="/__djust/reload.js" async></script></body>')
    const events = await listen(origin, '')
    change('broken.html', 'mended')
    await events.until('event: reload')
    expect(await get('/broken')).toContain('mended')
    events.end()
  })

  test('connections end when the server closes', async () => {
    const { origin, get } = await serve()
    const events = await listen(origin, pageOf(await get('/page')))
    await events.until('event: hello')
    const closed = new Promise((done) => server!.close(done))
    expect(await events.until(null)).toContain('event: hello')
    await closed
    server = undefined
  })

  test('pages of other sites can not listen', async () => {
    const { origin } = await serve()
    const response = await fetch(`${origin}/__djust/reload`, { headers: { 'sec-fetch-site': 'cross-site' } })
    expect(response.status).toBe(403)
  })
})
