import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import express from 'express'
import type { Browser, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Djust, createDjust } from '../../src/engine/djust.ts'
import { djustExpress, errorPage, view } from '../../src/http/express.ts'
import { LiveView } from '../../src/view/live-view.ts'
import { Lease, openRentals, type Rentals } from '../engine/support/rentals.ts'
import { launchChromium, noChromium } from '../support/chromium.ts'

/** A folder for pictures of the overlay, for whoever wants to look at them. */
const shots = process.env['SCREENSHOTS']

class LeasesView extends LiveView {
  templateName = 'page.html'
  leases = Lease.objects.orderBy('id')
}

const html = (body: string) => `<!doctype html><html lang="en"><head><title>Leases</title></head><body>${body}</body></html>`
const good = html('{% for lease in leases %}\n  <p>{{ lease.house.name }}</p>\n{% endfor %}\n{% include "part.html" %}')

describe.skipIf(noChromium)('templates change while a browser shows the page', () => {
  let rentals: Rentals
  let browser: Browser
  let folder: string
  let djust: Djust
  let server: Server
  let page: Page
  let problems: string[]
  /** Anything that a page of another loading doesn't have. */
  const mark = () => page.evaluate('window.marked = true')
  const isMarked = () => page.evaluate<boolean>('window.marked === true')

  beforeAll(async () => {
    rentals = await openRentals()
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    await rentals.close()
  })
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'djust-reload-'))
    write('page.html', good)
    write('part.html', '<footer>first</footer>')
    await serve()
    page = await browser.newPage()
    problems = []
    page.on('pageerror', (error) => problems.push(error.message))
  })
  afterEach(async () => {
    await page.close()
    await close()
    rmSync(folder, { recursive: true })
    if (problems.length > 0) throw new Error(problems.join('\n'))
  })

  function write(name: string, source: string): void {
    writeFileSync(join(folder, name), source)
  }

  async function serve(port = 0, csp = "default-src 'none'; script-src 'self'; connect-src 'self'"): Promise<void> {
    djust = createDjust({ orm: rentals.database, templates: folder, development: true })
    const app = express()
    app.use((_req, res, next) => {
      res.set('Content-Security-Policy', csp)
      next()
    })
    app.use(djustExpress(djust))
    app.get('/', view(LeasesView))
    app.use(errorPage(djust))
    server = app.listen(port)
    await new Promise((done) => server.once('listening', done))
  }
  const port = () => (server.address() as AddressInfo).port
  const close = () => new Promise((done) => server.close(done))

  /** The page once the server waits for nothing but its events. */
  async function open(): Promise<void> {
    const connected = page.waitForResponse((response) => response.url().includes('/__djust/reload?'))
    await page.goto(`http://localhost:${port()}/`)
    await connected
  }
  const overlay = () => page.getByRole('alert')
  const seen = (text: string) => page.getByText(text, { exact: true }).waitFor()

  test('the new text is shown, of the template and of one that it includes, at the same place of the page', async () => {
    write('page.html', good.replace('</body>', '<br>'.repeat(200) + '</body>'))
    await open()
    await seen('first')
    await page.evaluate('scrollTo(0, 700)')
    write('part.html', '<footer>second</footer>')
    await seen('second')
    expect(await page.evaluate('scrollY')).toBe(700)
    write('new.html', good.replace('<p>', '<p>House '))
    renameSync(join(folder, 'new.html'), join(folder, 'page.html'))
    await page.getByText('House Alder Court').first().waitFor()
  })

  test('a syntax error covers the page until it is mended', async () => {
    await open()
    await mark()
    write('page.html', good.replace('{% endfor %}', '<img src=x onerror="document.title=1">{% endfro %}'))
    await overlay().waitFor()
    expect(await overlay().textContent()).toContain('page.html, line 3, column 39')
    expect(await overlay().textContent()).toContain('<img src=x onerror="document.title=1">{% endfro %}')
    expect(await overlay().locator('img').count()).toBe(0)
    expect(await page.title()).toBe('Leases')
    expect(await isMarked()).toBe(true)
    write('page.html', good.replace('<p>', '<p>Mended '))
    await page.getByText('Mended Alder Court').first().waitFor()
    expect(await overlay().count()).toBe(0)
    expect(await isMarked()).toBe(false)
  })

  test('an unknown name does too, with what may be meant, and undoing it takes the overlay away without reloading', async () => {
    await open()
    await mark()
    write('part.html', '\n{% for lease in leases %}{{ lease.hous.name }}{% endfor %}')
    await overlay().waitFor()
    const text = await overlay().textContent()
    expect(text).toContain('unknown name "hous" on Lease')
    expect(text).toContain('part.html, line 2, column 35')
    expect(text).toContain('Did you mean "house"?')
    write('part.html', '{% if %}')
    await page.getByText('part.html, line 1', { exact: false }).first().waitFor()
    write('part.html', '<footer>first</footer>')
    await overlay().waitFor({ state: 'detached' })
    expect(await isMarked()).toBe(true)
  })

  test('Escape and a button hide the overlay; another mistake shows it again', async () => {
    await open()
    write('part.html', '{% if %}')
    await overlay().waitFor()
    await page.keyboard.press('Escape')
    expect(await overlay().count()).toBe(0)
    write('part.html', '{% for %}')
    await overlay().waitFor()
    await page.getByRole('button', { name: 'Hide' }).click()
    expect(await overlay().count()).toBe(0)
  })

  test('a page that is broken from the start appears when it is right', async () => {
    write('page.html', '{{ leases|nothing }}')
    await page.goto(`http://localhost:${port()}/`)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('nothing')
    write('page.html', good)
    await seen('first')
  })

  test('a server that comes back reloads the page', async () => {
    await open()
    await mark()
    const before = port()
    await close()
    write('part.html', '<footer>after</footer>')
    await serve(before)
    await seen('after')
    expect(await isMarked()).toBe(false)
  })

  test.runIf(shots)('pictures', async () => {
    for (const colorScheme of ['light', 'dark'] as const)
      for (const width of [390, 1280]) {
        await page.close()
        write('part.html', '<footer>first</footer>')
        page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme })
        await open()
        write(
          'part.html',
          '<footer>\n  {% for lease in leases %}\n    <p>{{ lease.hous.name }} from {{ lease.startDate|date:"M d, Y" }}</p>\n  {% endfor %}\n</footer>',
        )
        await overlay().waitFor()
        expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
        await page.screenshot({ path: join(shots!, `overlay-${width}-${colorScheme}.png`) })
      }
  })
})
