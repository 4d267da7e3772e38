import { loadGroup } from './groups.ts'
import { runGroup } from './harness/run-group.ts'

// What `runInOwnProcess` starts: measures one group and tells it of each case.
const [name, quick] = process.argv.slice(2)
if (!process.send || name === undefined) throw new Error('started by `npm run bench`')
const tell = process.send.bind(process)
await runGroup(await loadGroup(name), quick === 'quick', (lines) => void tell(lines))
process.disconnect()
