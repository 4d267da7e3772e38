import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, noChromium } from '../support/chromium.ts'
import { type DemoServer, startDemo } from './support/demo-server.ts'

const pageReport = readFileSync(join(import.meta.dirname, 'support/page-report.js'), 'utf8')
/** A folder for a picture of every page, for whoever wants to look at them. */
const shots = process.env['SCREENSHOTS']

const paths = [
  '/rentals/',
  '/rentals/properties/',
  '/rentals/properties/1/',
  '/rentals/tenants/',
  '/rentals/tenants/1/',
  '/rentals/leases/?status=all',
  '/rentals/leases/100/',
  '/rentals/maintenance/?status=all&page=2',
  '/rentals/maintenance/20/',
  '/rentals/financials/',
  '/rentals/tenants/?q=zzz',
  '/rentals/nothing-here/',
]

describe.skipIf(noChromium)('in a browser', () => {
  let demo: DemoServer
  let browser: Browser

  beforeAll(async () => {
    demo = await startDemo()
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser.close()
    await demo.close()
  })

  async function open(path: string, width: number): Promise<{ page: Page; problems: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 844 } })
    const problems: string[] = []
    page.on('console', (message) => {
      // Chromium reports the status of the 404 page itself as an error.
      if (message.type() === 'error' && !message.text().includes('status of 404')) problems.push(message.text())
    })
    page.on('pageerror', (error) => problems.push(error.message))
    page.on('requestfailed', (request) => problems.push(`failed: ${request.url()}`))
    await page.goto(demo.origin + path)
    return { page, problems }
  }

  test.each(paths)('%s fits 390 px and 1280 px and has no errors', async (path) => {
    const { page, problems } = await open(path, 390)
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 844 })
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        const report = await page.evaluate(pageReport)
        if (shots)
          await page.screenshot({ path: join(shots, `${path.replaceAll(/\W+/g, '-')}${width}-${colorScheme}.png`), fullPage: true })
        expect(report, `${width} px, ${colorScheme}`).toEqual({ widerThanScreen: 0, withoutLabel: 0, faint: [] })
      }
    }
    await page.close()
    expect(problems).toEqual([])
  })

  test('the first Tab offers to skip the menu', async () => {
    const { page } = await open('/rentals/', 1280)
    await page.keyboard.press('Tab')
    expect(await page.locator(':focus').textContent()).toBe('Skip to content')
    await page.keyboard.press('Enter')
    expect(page.url()).toContain('#main')
    await page.close()
  })

  test('searching, filtering and paging work without a script', async () => {
    const { page } = await open('/rentals/properties/', 1280)
    await page.getByLabel('Status').selectOption('occupied')
    await page.getByLabel('Search properties').fill('alder')
    await page.getByRole('button', { name: 'Apply' }).click()
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual([
      'Alder Court 101',
      'Alder Court 204',
      'Alder Court 305',
      'Alder Court 402',
    ])
    await page.getByRole('link', { name: 'Clear' }).click()
    await page.getByRole('link', { name: 'Next' }).click()
    expect(await page.getByRole('status').textContent()).toContain('13–24 of 40')
    await page.getByRole('link', { name: 'Harbor Lofts 5B' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Harbor Lofts 5B')
    await page.close()
  })
})
