import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, test } from 'vitest'
import { createDjust } from '../../src/engine/djust.ts'
import { scriptPermission } from '../../src/http/content-policy.ts'
import { djustExpress, errorPage } from '../../src/http/express.ts'
import { memoryLoader } from '../../src/template/memory-loader.ts'
import { root } from '../support/source-files.ts'

const text = readFileSync(`${root}docs/development.md`, 'utf8')
const blocks = (language: string) =>
  Array.from(text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)).flatMap((match) => (match[1] === language ? [match[2]!] : []))

test('the policy of the guide is what the script needs, and no more', () => {
  const [policy] = blocks('text')
  expect(scriptPermission([`default-src 'none'; ${policy}`])).toEqual({ lacks: [], nonce: null })
  expect(scriptPermission(["default-src 'none'"]).lacks.join('; ')).toBe(policy!.trim())
})

test('its lines turn reloading off, and show errors', async () => {
  const djust = createDjust({ templates: memoryLoader({ 'page.html': '<body></body>', 'broken.html': '{% if %}' }), development: true })
  const app = express()
  const [off, errors] = blocks('ts')
  const run = (code: string) =>
    new Function('app', 'djust', 'djustExpress', 'errorPage', code)(app, djust, djustExpress, errorPage) as unknown
  run(off!)
  app.get('/:name', (req, res) => res.render(`${req.params.name}.html`))
  run(errors!)
  const server = app.listen(0)
  await new Promise((done) => server.once('listening', done))
  const get = async (path: string) => {
    const response = await fetch(`http://localhost:${(server.address() as AddressInfo).port}${path}`, {
      headers: { 'sec-fetch-dest': 'document' },
    })
    return `${response.status} ${await response.text()}`
  }
  expect(await get('/page')).toBe('200 <body></body>')
  const broken = await get('/broken')
  await new Promise((done) => server.close(done))
  expect(broken).toMatch(/^500 [^]*broken\.html, line 1/)
  expect(broken).not.toContain('<script')
})
