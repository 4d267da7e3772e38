import { emptyRequest, LiveView, renderView, type RenderOptions, type RenderReport } from 'djust'
import { Lease } from '../data/models.ts'
import type { Case, Group, TimedSubject } from '../harness/bench-case.ts'
import { quantile } from '../harness/measure.ts'
import { leaseDetail, leaseDetailCase } from '../pages/lease-detail.ts'
import { leaseList, leaseListCase } from '../pages/lease-list.ts'
import { openTools, type Tools } from '../pages/tools.ts'

/** What one number is taken from. */
const requests = 400

const microseconds = (ms: number): string => (ms * 1000).toFixed(1)

export const overhead: Group = {
  name: 'overhead',
  title: 'what djust adds to a warm request besides SQL and the text of the page; the 95th percentile is to stay under 50 µs',
  subjects: {
    floor: 'The page by hand, with its SQL.',
    'djust, median':
      'The page looked up, its plan and statement found, parameters bound, light instances made: all but the time in the ORM and the render function.',
    'djust, 95th percentile': `The same of the slowest 5 % of ${requests} requests in a row, garbage collection included.`,
  },
  columns: [{ head: 'µs', cell: ({ medianMs }) => microseconds(medianMs) }],
  async *cases() {
    const tools = await openTools({ 'lease-list.html': leaseList, 'lease-detail.html': leaseDetail })
    yield overheadCase(leaseDetailCase(tools), (options) => renderDetail(tools, options))
    yield overheadCase(viewCase(tools), (options) => renderDetailView(tools, options))
    for (const rows of [10, 100]) yield overheadCase(leaseListCase(tools, rows), (options) => renderList(tools, rows, options))
    await tools.close()
  },
}

type Render = (options: RenderOptions) => Promise<string>

function renderDetail({ djust }: Tools, options: RenderOptions): Promise<string> {
  return djust.render('lease-detail.html', { lease: Lease.objects.get({ id: 420 }) }, options)
}

function renderList({ djust }: Tools, rows: number, options: RenderOptions): Promise<string> {
  return djust.render('lease-list.html', { leases: Lease.objects.orderBy('id').slice(0, rows) }, options)
}

class DetailView extends LiveView {
  templateName = 'lease-detail.html'
  override mount(): void {
    this['lease'] = Lease.objects.get({ id: 420 })
  }
}

/** As a web framework's adapter does: a request context of the ORM, a view mounted for the request. */
function renderDetailView({ djust }: Tools, options: RenderOptions): Promise<string> {
  return djust.inRequestContext(() => renderView(djust, DetailView, emptyRequest(), options))
}

function viewCase(tools: Tools): Case {
  return { ...leaseDetailCase(tools), name: 'one lease, by a view in a request context' }
}

function overheadCase({ name, subjects }: Case, render: Render): Case {
  const floor = subjects.filter((subject) => subject.name === 'floor')
  return { name, subjects: [...floor, timed('djust, median', 0.5, render), timed('djust, 95th percentile', 0.95, render)] }
}

function timed(name: string, share: number, render: Render): TimedSubject {
  return {
    name,
    async timed() {
      const times: number[] = []
      let output = ''
      for (let n = 0; n < requests; n++) {
        let report: RenderReport | undefined
        const start = performance.now()
        output = await render({ onReport: (one) => (report = one) })
        times.push(besides(report!, performance.now() - start))
      }
      return { output, ms: quantile(times, share) }
    },
  }
}

function besides({ statements, renderMs }: RenderReport, total: number): number {
  return statements.reduce((rest, { ms }) => rest - ms, total - renderMs)
}
