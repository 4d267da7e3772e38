import type { AddressInfo } from 'node:net'
import type { Server } from 'node:http'
import { MikroORM, RequestContext, SqliteDriver, defineEntity, p } from '@mikro-orm/sql'
import { once } from 'node:events'
import { type IncomingMessage, request as httpRequest } from 'node:http'
import express, { type Express } from 'express'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { djustExpress, errorPage, view } from '../../src/http/express.ts'
import { createDjust, type Djust, LiveView, manager, type Request } from '../../src/index.ts'
import { mikroOrm, nodeSqlite } from '../../src/orm/mikro-orm.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'

const BookSchema = defineEntity({ name: 'Book', properties: { id: p.integer().primary(), title: p.string() } })
class Book extends BookSchema.class {
  static objects = manager(Book)
}
BookSchema.setClass(Book)

const open = () => MikroORM.init({ driver: SqliteDriver, driverOptions: nodeSqlite(':memory:'), dbName: ':memory:', entities: [Book] })

const templates: Record<string, string> = {
  'list.html': '{% for book in books %}<li>{{ book.title }}</li>{% endfor %}{{ greeting }}',
  'request.html':
    '{{ request.method }} {{ request.url }} {{ request.params.id }} {{ request.query.q }} {{ request.form.name }} {{ request.headers.accept }} {{ request.session|default_if_none:"none" }}',
  'book.html': '{{ book.title }}',
  'wrong.html': '<p>\n  {{ book.titel }}</p>',
  'context.html': '{{ inContext|yesno }}',
}

class ListView extends LiveView {
  templateName = 'list.html'
  books = Book.objects.orderBy('title')
}
class RequestView extends LiveView {
  templateName = 'request.html'
  override mount(request: Request) {
    this['request'] = request
  }
}
class BookView extends LiveView {
  templateName = 'book.html'
  override mount(_request: Request, { id }: Readonly<Record<string, string>>) {
    this['book'] = Book.objects.get({ id: Number(id) })
  }
}
class WrongView extends BookView {
  override templateName = 'wrong.html'
}
class ContextView extends LiveView {
  templateName = 'context.html'
  inContext = RequestContext.getEntityManager() !== undefined
}
class ThrowingView extends LiveView {
  templateName = 'book.html'
  override async mount() {
    await Promise.resolve()
    throw new Error('mount failed')
  }
}

describe('Express', () => {
  let orm: Awaited<ReturnType<typeof open>>
  let database: ReturnType<typeof mikroOrm>
  let server: Server | undefined

  beforeAll(async () => {
    orm = await open()
    await orm.schema.create()
    const em = orm.em.fork()
    em.create(Book, { id: 1, title: 'Lathe & Heaven' })
    em.create(Book, { id: 2, title: 'Dispossessed' })
    await em.flush()
    database = mikroOrm(orm)
  })
  afterAll(() => orm.close())
  afterEach(() => new Promise<void>((done) => void (server ? server.close(() => done()) : done())))

  async function serve(
    routes: (app: Express, djust: Djust) => void,
    development = true,
  ): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
    const djust = createDjust({ orm: database, templates: memoryLoader(templates), development })
    const app = express()
    app.use(djustExpress(djust), express.urlencoded())
    routes(app, djust)
    app.use(errorPage(djust))
    app.use(
      ((error: Error & { status?: number }, _req, res, _next) =>
        void res.status(error.status ?? 500).send(`handled: ${error.message}`)) as express.ErrorRequestHandler,
    )
    server = app.listen(0)
    const { port } = server.address() as AddressInfo
    return (path, init) => fetch(`http://127.0.0.1:${port}${path}`, init)
  }

  it('renders a view class for a route, with its times in development', async () => {
    const get = await serve((app) => app.get('/', view(ListView)))
    const response = await get('/')
    expect(await response.text()).toBe('<li>Dispossessed</li><li>Lathe &amp; Heaven</li>')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('server-timing')).toMatch(
      /^statements;desc="1 SQL statement", sql;dur=[\d.]+, plan;dur=[\d.]+, load;dur=[\d.]+, render;dur=[\d.]+$/,
    )
  })

  it('sends no times in production', async () => {
    const get = await serve((app) => app.get('/', view(ListView)), false)
    expect((await get('/')).headers.get('server-timing')).toBeNull()
  })

  it('gives the view a neutral request', async () => {
    const get = await serve((app) => app.post('/items/:id', view(RequestView)))
    const response = await get('/items/7?q=a&q=b', {
      method: 'POST',
      body: new URLSearchParams({ name: 'x<y' }),
      headers: { accept: 'text/html' },
    })
    expect(await response.text()).toBe('POST /items/7?q=a&amp;q=b 7 a x&lt;y text/html none')
  })

  it('renders lazy queries among the locals of res.render', async () => {
    const get = await serve((app) => {
      app.locals['greeting'] = 'hello'
      app.get('/', (_req, res) => res.render('list.html', { books: Book.objects.filter({ id: 1 }) }))
      app.get('/callback', (_req, res) => res.render('list.html', {}, (_error, html) => void res.send(`<${html}>`)))
    })
    expect(await (await get('/')).text()).toBe('<li>Lathe &amp; Heaven</li>hello')
    expect(await (await get('/callback')).text()).toBe('<hello>')
  })

  it('opens a request context of the ORM for each request', async () => {
    const get = await serve((app) => app.get('/', view(ContextView)))
    expect(await (await get('/')).text()).toBe('yes')
  })

  it('answers 404 where get() finds no row', async () => {
    const get = await serve((app) => app.get('/:id', view(BookView)), false)
    expect(await (await get('/2')).text()).toBe('Dispossessed')
    const missing = await get('/9')
    expect(missing.status).toBe(404)
    expect(await missing.text()).toBe(
      'handled: There is no Book with { id: 9 }.\n\nUse .first(), which gives null, where there may be none.',
    )
  })

  it('renders a page of the application’s own where there is no row, and with a status of its own', async () => {
    const djust = createDjust({ orm: database, templates: memoryLoader(templates) })
    const app = express()
    app.use(djustExpress(djust))
    app.get('/books/:id', view(BookView))
    app.use(view(ListView, { status: 404 }))
    app.use(errorPage(djust, { notFound: ListView }))
    server = app.listen(0)
    const { port } = server.address() as AddressInfo
    for (const path of ['/books/9', '/nowhere']) {
      const response = await fetch(`http://127.0.0.1:${port}${path}`)
      expect([response.status, await response.text()]).toEqual([404, '<li>Dispossessed</li><li>Lathe &amp; Heaven</li>'])
    }
  })

  it('counts the statements that a view awaited itself', async () => {
    class CountingView extends ListView {
      override async mount() {
        this['greeting'] = await Book.objects.count()
      }
    }
    const get = await serve((app) => app.get('/', view(CountingView)))
    const response = await get('/')
    expect(response.headers.get('server-timing')).toContain('2 SQL statements')
    expect((await get('/')).headers.get('server-timing')).toContain('2 SQL statements')
  })

  it('hands errors of views to the application’s handlers', async () => {
    const get = await serve((app) => app.get('/', view(ThrowingView)), false)
    const response = await get('/')
    expect([response.status, await response.text()]).toEqual([500, 'handled: mount failed'])
  })

  it('shows developers the place in the template', async () => {
    const get = await serve((app) => app.get('/:id', view(WrongView)))
    const response = await get('/1')
    const html = await response.text()
    expect(response.status).toBe(500)
    expect(html).toContain('<p class="place">wrong.html, line 2, column 11</p>')
    expect(html).toContain('2 |   {{ book.titel }}&lt;/p&gt;\n  |           ^^^^^')
    expect(html).toContain('Did you mean &quot;title&quot;?')
  })

  it('renders an unknown name as nothing in production', async () => {
    const get = await serve((app) => app.get('/:id', view(WrongView)), false)
    expect(await (await get('/1')).text()).toBe('<p>\n  </p>')
  })

  it('says which line is missing where a view has no engine', async () => {
    const app = express()
    app.get('/', view(ListView))
    app.use(((error: Error, _req, res, _next) => void res.status(500).send(error.message)) as express.ErrorRequestHandler)
    server = app.listen(0)
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    expect(await response.text()).toContain('app.use(djustExpress(djust))')
  })

  describe('streams', () => {
    const lines = (count: number) => Array.from({ length: count }, (_, index) => ({ id: index, title: `line ${index} ${'x'.repeat(80)}` }))
    class LinesView extends LiveView {
      templateName = 'list.html'
      books = lines(5000)
    }
    const breaking = (at: number) => ({
      books: lines(5000).map((line, index) => ({
        title: () => {
          if (index === at) throw new Error('no such line')
          return line.title
        },
      })),
    })

    it('a view and res.renderStream in pieces, as they render them whole', async () => {
      const get = await serve((app) => {
        app.get('/', view(LinesView, { stream: true, status: 201 }))
        app.get('/whole', view(LinesView))
        app.get('/books', (_req, res) => res.type('text/plain').renderStream('list.html', { books: Book.objects.orderBy('title') }))
      })
      const [streamed, whole, books] = await Promise.all([get('/'), get('/whole'), get('/books')])
      expect([streamed.status, streamed.headers.get('content-type')]).toEqual([201, 'text/html; charset=utf-8'])
      expect([streamed.headers.get('content-length'), whole.headers.get('content-length')]).toEqual([null, expect.any(String)])
      expect(await streamed.text()).toBe(await whole.text())
      expect([books.headers.get('content-type'), await books.text()]).toEqual([
        'text/plain; charset=utf-8',
        '<li>Dispossessed</li><li>Lathe &amp; Heaven</li>',
      ])
    })

    it('answers errors before the first piece with their page, and breaks off after it', async () => {
      const heard: string[] = []
      const get = await serve((app) => {
        app.get('/early', (_req, res) => res.renderStream('list.html', breaking(3)))
        app.get('/late', (_req, res) => res.renderStream('list.html', breaking(4000)))
        app.use(((error: Error, _req, _res, next) => {
          heard.push(error.message.split('\n', 1)[0]!)
          next(error)
        }) as express.ErrorRequestHandler)
      }, false)
      const early = await get('/early')
      expect([early.status, await early.text()]).toEqual([500, expect.stringContaining('no such line (in row 4 of the loop)')])
      const late = await get('/late')
      expect(late.status).toBe(200)
      await expect(late.text()).rejects.toThrow('terminated')
      expect(heard).toEqual([expect.stringContaining('(in row 4 of the loop)'), expect.stringContaining('(in row 4001 of the loop)')])
    })

    it('renders a HEAD request no further than to its first piece, and gives up what nobody reads', async () => {
      let read = 0
      let ended: () => void = () => undefined
      const endless = () => ({
        books: (async function* () {
          try {
            for (; ; read++) yield { title: 'x'.repeat(1000) }
          } finally {
            ended()
          }
        })(),
      })
      const get = await serve((app) => app.get('/', (_req, res) => res.renderStream('list.html', endless())))
      const done = new Promise<void>((resolve) => (ended = resolve))
      const head = await get('/', { method: 'HEAD' })
      expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'text/html; charset=utf-8', ''])
      await done
      expect(read).toBeLessThan(2000)
      const gone = new Promise<void>((resolve) => (ended = resolve))
      const { port } = server!.address() as AddressInfo
      const client = httpRequest({ port, host: '127.0.0.1' }).end()
      const [response] = (await once(client, 'response')) as [IncomingMessage]
      await once(response, 'data')
      client.destroy()
      await gone
    })
  })
})
