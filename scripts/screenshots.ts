import { existsSync, mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { createApp } from '../examples/rentals/app.ts'
import { openDatabase } from '../examples/rentals/database.ts'

/** Draws docs/images/dashboard.png from the rentals demo: `node -C djust-source scripts/screenshots.ts`. */
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
if (!existsSync(executablePath))
  throw new Error(`There is no Chromium at ${executablePath}: install it (apt-get install -y chromium) or set CHROMIUM.`)

const { orm } = await openDatabase({ file: ':memory:' })
const server = createApp(orm).listen(0)
await new Promise((resolve) => server.once('listening', resolve))
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
const folder = fileURLToPath(new URL('../docs/images', import.meta.url))
mkdirSync(folder, { recursive: true })
const page = await browser.newPage({ viewport: { width: 1280, height: 1090 }, colorScheme: 'light' })
await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/rentals/`)
await page.screenshot({ path: `${folder}/dashboard.png` })
await browser.close()
server.close()
await orm.close(true)
console.log('Wrote docs/images/dashboard.png')
