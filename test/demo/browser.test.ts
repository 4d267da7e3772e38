import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DemoServer, startDemo } from './support/demo-server.ts'

const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const missing = !existsSync(executablePath)
if (missing && process.env['CI']) throw new Error(`The browser tests need Chromium at ${executablePath}: apt-get update && apt-get install -y chromium`)
if (missing) console.warn(`Skipped the browser tests: there is no Chromium at ${executablePath} (apt-get install -y chromium, or set CHROMIUM)`)

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

describe.skipIf(missing)('in a browser', () => {
  let demo: DemoServer
  let browser: Browser
  let shots: string

  beforeAll(async () => {
    demo = await startDemo()
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    shots = process.env['SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'rentals-shots-'))
  })
  afterAll(async () => {
    await browser.close()
    await demo.close()
    if (!process.env['SCREENSHOTS']) rmSync(shots, { recursive: true })
  })

  async function open(path: string, width: number, colorScheme: 'light' | 'dark'): Promise<{ page: Page; problems: string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 844 }, colorScheme })
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

  test.each(paths.flatMap((path) => [390, 1280].map((width) => ({ path, width }))))('$path fits $width px and has no errors', async ({ path, width }) => {
    for (const scheme of ['light', 'dark'] as const) {
      const { page, problems } = await open(path, width, scheme)
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      const unlabelled = await page.evaluate(() => [...document.querySelectorAll('input, select')].filter((field) => (field as HTMLInputElement).labels?.length === 0).length)
      const faint = await page.evaluate(faintTexts)
      await page.screenshot({ path: join(shots, `${path.replaceAll(/\W+/g, '-')}${width}-${scheme}.png`), fullPage: true })
      await page.close()
      expect(problems).toEqual([])
      expect(wider).toBe(0)
      expect(unlabelled).toBe(0)
      expect(faint).toEqual([])
    }
  })

  test('the first Tab offers to skip the menu', async () => {
    const { page } = await open('/rentals/', 1280, 'light')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content')
    await page.keyboard.press('Enter')
    expect(page.url()).toContain('#main')
    await page.close()
  })

  test('searching, filtering and paging work without a script', async () => {
    const { page } = await open('/rentals/properties/', 1280, 'light')
    await page.getByLabel('Status').selectOption('occupied')
    await page.getByLabel('Search properties').fill('alder')
    await page.getByRole('button', { name: 'Apply' }).click()
    expect(await page.getByRole('heading', { level: 2 }).allTextContents()).toEqual(['Alder Court 101', 'Alder Court 204', 'Alder Court 305', 'Alder Court 402'])
    await page.getByRole('link', { name: 'Clear' }).click()
    await page.getByRole('link', { name: 'Next' }).click()
    expect(await page.getByRole('status').textContent()).toContain('13–24 of 40')
    await page.getByRole('link', { name: 'Harbor Lofts 5B' }).click()
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Harbor Lofts 5B')
    await page.close()
  })
})

/** Texts whose contrast with what is behind them is under 4.5 to 1. Runs in the page. */
function faintTexts(): string[] {
  const rgba = (color: string) => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D
    canvas.fillStyle = color
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data] as [number, number, number, number]
  }
  const light = ([r, g, b]: readonly number[]) => {
    const [x, y, z] = [r, g, b].map((part) => ((part as number) / 255 <= 0.03928 ? (part as number) / 255 / 12.92 : (((part as number) / 255 + 0.055) / 1.055) ** 2.4)) as [number, number, number]
    return 0.2126 * x + 0.7152 * y + 0.0722 * z
  }
  const behind = (element: Element | null): readonly number[] => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor)
      if (color[3] === 255) return color
    }
    return [255, 255, 255]
  }
  const found = new Set<string>()
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement
    if (!element || !texts.currentNode.textContent?.trim() || element.closest('svg, option, .off, .visually-hidden')) continue
    const [one, other] = [light(rgba(getComputedStyle(element).color)), light(behind(element))]
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
    if (ratio < 4.5) found.add(`${element.className || element.tagName}: ${ratio.toFixed(2)}`)
  }
  return [...found]
}
