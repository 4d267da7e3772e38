import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { createApp } from './app.ts'
import { openDatabase } from './database.ts'

const { values } = parseArgs({ options: { reset: { type: 'boolean', default: false } } })
const port = Number(process.env['PORT'] ?? 8000)
const file = fileURLToPath(new URL('rentals.sqlite', import.meta.url))

const { orm, fresh } = await openDatabase({ file, reset: values.reset })
const server = createApp(orm).listen(port, (error?: Error & { code?: string }) => {
  if (error) {
    console.error(error.code === 'EADDRINUSE' ? `Port ${port} is taken. Choose another one: PORT=8001 npm run demo` : error.message)
    process.exit(1)
  }
  if (fresh) console.log('Wrote sample data: 40 properties, 120 leases and the payments of three years.')
  console.log(`The rentals demo is at http://localhost:${port}/rentals/ (stop it with Ctrl+C)`)
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => void orm.close().then(() => process.exit(0)))
    server.closeAllConnections()
  })
}
