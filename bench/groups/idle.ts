import { emptyRequest, LiveView, renderView } from 'djust'
import { Lease, Payment } from '../data/models.ts'
import type { Case, Group } from '../harness/bench-case.ts'
import { leaseList, leaseListFloor } from '../pages/lease-list.ts'
import { openTools, type Tools } from '../pages/tools.ts'

const rows = 100

export const idle: Group = {
  name: 'idle',
  title: 'what a view holds and its template does not read',
  subjects: {
    floor: 'The page of 100 leases by hand, as in the group pages.',
    djust: 'The page with nothing but what it reads.',
    'djust, 50 more queries': 'The context or view also holds 50 lazy queries, each with a condition, that the template does not name.',
    'djust, 2,000-row arrays': 'It also holds ten arrays of 2,000 objects.',
  },
  alsoComparedWith: 'djust',
  async *cases() {
    const tools = await openTools({ 'lease-list.html': leaseList })
    yield inContext(tools)
    yield inView(tools)
    await tools.close()
  },
}

/** The values exist before the page is asked for. */
function inContext({ connection, djust }: Tools): Case {
  const leases = Lease.objects.orderBy('id').slice(0, rows)
  const render = (context: object) => () => djust.render('lease-list.html', { ...context })
  return {
    name: 'held by the context',
    subjects: [
      { name: 'floor', run: leaseListFloor(connection, rows) },
      { name: 'djust', run: render({ leases }) },
      { name: 'djust, 50 more queries', run: render({ ...queries(), leases }) },
      { name: 'djust, 2,000-row arrays', run: render({ ...arrays(), leases }) },
    ],
  }
}

/** The view is mounted for each page, and makes its queries then. */
function inView({ connection, djust }: Tools): Case {
  const held = arrays()
  class LeasesView extends LiveView {
    templateName = 'lease-list.html'
    override mount(): void {
      this['leases'] = Lease.objects.orderBy('id').slice(0, rows)
    }
  }
  class QueriesView extends LeasesView {
    override mount(): void {
      super.mount()
      Object.assign(this, queries())
    }
  }
  class ArraysView extends LeasesView {
    override mount(): void {
      super.mount()
      Object.assign(this, held)
    }
  }
  const render = (View: typeof LeasesView) => () => renderView(djust, View, emptyRequest())
  return {
    name: 'made by the view in mount',
    subjects: [
      { name: 'floor', run: leaseListFloor(connection, rows) },
      { name: 'djust', run: render(LeasesView) },
      { name: 'djust, 50 more queries', run: render(QueriesView) },
      { name: 'djust, 2,000-row arrays', run: render(ArraysView) },
    ],
  }
}

function queries(): Record<string, object> {
  const held: Record<string, object> = {}
  for (let n = 0; n < 50; n++) held[`payments${n}`] = Payment.objects.filter({ amount: { gt: n } })
  return held
}

function arrays(): Record<string, object> {
  const held: Record<string, object> = {}
  for (let n = 0; n < 10; n++) held[`rows${n}`] = Array.from({ length: 2000 }, (_, id) => ({ id, name: `row ${id}`, tags: ['a', 'b'] }))
  return held
}
