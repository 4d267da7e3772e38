import { afterAll, beforeAll, expect, test } from 'vitest'
import { count } from '../../src/query/aggregates.ts'
import { LiveView } from '../../src/view/live-view.ts'
import { emptyRequest, mountView, renderView } from '../../src/view/render-view.ts'
import type { Request } from '../../src/view/request.ts'
import { House, Lease, openRentals, type Rentals, Tenant } from './support/rentals.ts'

let rentals: Rentals
beforeAll(async () => {
  rentals = await openRentals()
})
afterAll(() => rentals.close())

abstract class Page extends LiveView {
  templateName = 'page.html'
}

/** The page's HTML and the models that were asked for. */
async function show(
  template: string,
  View: new () => LiveView,
  request: Partial<Request> = {},
): Promise<{ html: string; asked: string[] }> {
  const asked: string[] = []
  const onReport = ({ statements }: { statements: readonly { model: string }[] }) => asked.push(...statements.map((one) => one.model))
  const html = await renderView(rentals.djust(template), View, emptyRequest(request), { onReport })
  return { html, asked }
}

test('mount puts lazy queries into fields, from the request', async () => {
  class View extends Page {
    override mount({ query }: Request, params: Readonly<Record<string, string>>) {
      this['leases'] = Lease.objects.filter({ active: query['active'] === 'yes' })
      this['house'] = House.objects.get({ id: Number(params['id']) })
    }
  }
  const { html, asked } = await show('{{ house.name }}: {% for lease in leases %}{{ lease.tenantName }} {% endfor %}', View, {
    query: { active: 'yes' },
    params: { id: '1' },
  })
  expect(html).toBe('Alder Court: Ada Bob ')
  expect(asked.toSorted()).toEqual(['House', 'Lease'])
})

test('mount may be asynchronous', async () => {
  class View extends Page {
    override async mount() {
      await new Promise((resolve) => setTimeout(resolve, 5))
      this['tenant'] = await Tenant.objects.get({ id: 2 })
      this['leases'] = Lease.objects.all()
    }
  }
  expect((await show('{{ tenant.name }} {{ leases|length }}', View)).html).toBe('Bob 3')
})

test('queries that the template does not read never run', async () => {
  class View extends Page {
    leases = Lease.objects.all()
    houses = House.objects.all()
    none = Tenant.objects.none()
  }
  expect((await show('nothing', View)).asked).toEqual([])
  expect((await show('{% if no %}{{ no }}{% endif %}{{ houses|length }}', View)).asked).toEqual(['House'])
  expect(await show('[{% for one in none %}{{ one.name }}{% endfor %}{{ none|length }}]', View)).toEqual({ html: '[0]', asked: [] })
})

test('getters that the template does not read never run, and those that it reads run once', async () => {
  let ran: string[] = []
  class View extends Page {
    get leases() {
      ran.push('leases')
      return Lease.objects.orderBy('-id').slice(0, 2)
    }
    get expensive(): never {
      throw new Error('must not run')
    }
  }
  expect((await show('{% for lease in leases %}{{ lease.id }}{% endfor %}{{ leases|length }}{{ leases.first.id }}', View)).html).toBe(
    '3223',
  )
  expect(ran).toEqual(['leases'])
  ran = []
  await show('', View)
  expect(ran).toEqual([])
})

test('getContextData adds values by hand beside lazy queries', async () => {
  class View extends Page {
    leases = Lease.objects.all()
    override getContextData() {
      return { ...super.getContextData(), title: 'Leases & more', houses: House.objects.count(), rows: [{ a: 1 }, { a: 2 }] }
    }
  }
  const { html } = await show('{{ title }}: {{ leases|length }} of {{ houses }}{% for row in rows %}, {{ row.a }}{% endfor %}', View)
  expect(html).toBe('Leases &amp; more: 3 of 2, 1, 2')
})

test('getContextData may be asynchronous and replace a field', async () => {
  class View extends Page {
    leases = Lease.objects.all()
    override async getContextData() {
      await Promise.resolve()
      return { ...super.getContextData(), leases: 'none today' }
    }
  }
  expect(await show('{{ leases }}', View)).toEqual({ html: 'none today', asked: [] })
})

test('promises are awaited, and what they give may be a query', async () => {
  class View extends Page {
    override mount() {
      this['rate'] = Promise.resolve(1.5)
      this['leases'] = Promise.resolve({ active: Lease.objects.filter({ active: true }) })
    }
  }
  expect((await show('{{ rate }}: {% for lease in leases.active %}{{ lease.id }}{% endfor %}', View)).html).toBe('1.5: 13')
})

test('objects and lists hold queries at any depth, and only those that are read run', async () => {
  class View extends Page {
    dashboard = {
      title: 'All',
      counts: { leases: Lease.objects.count(), tenants: Tenant.objects.count() },
      first: House.objects.orderBy('-id').first(),
    }
    sections = [
      { title: 'active', leases: Lease.objects.filter({ active: true }) },
      { title: 'over', leases: Lease.objects.filter({ active: false }) },
      { title: 'empty', leases: [] },
    ]
  }
  const template = `{{ dashboard.counts.leases }} {{ dashboard.first.name }}
{% for section in sections %}{{ section.title }}:{% for lease in section.leases %} {{ lease.house.name }}{% endfor %};{% endfor %}`
  const { html, asked } = await show(template, View)
  expect(html).toBe('3 Birch &lt;Lane&gt;\nactive: Alder Court Birch &lt;Lane&gt;;over: Alder Court;empty:;')
  expect(asked.toSorted()).toEqual(['House', 'Lease', 'Lease', 'Lease'])
})

test('count, exists, get, first and none on a view', async () => {
  class View extends Page {
    count = Lease.objects.filter({ active: true }).count()
    exists = Lease.objects.filter({ id: 99 }).exists()
    one = Lease.objects.get({ id: 2 })
    first = Lease.objects.orderBy('-startDate').first()
    nobody = Tenant.objects.filter({ name: 'Cyd' }).first()
    none = Lease.objects.none()
    emptyCount = Lease.objects.none().count()
  }
  const template =
    '{{ count }}{% if exists %}yes{% else %}no{% endif %}{{ one.startDate|date:"Y" }}{{ first.id }}[{{ nobody.name }}]{% for x in none %}x{% empty %}empty{% endfor %}{{ emptyCount }}'
  expect((await show(template, View)).html).toBe('2no20252[]empty0')
})

test('annotations, slices and related queries of a view', async () => {
  class View extends Page {
    houses = House.objects.annotate({ many: count('leases') }).orderBy('-many')
  }
  expect((await show('{% for house in houses %}{{ house.name }} {{ house.many }}/{{ house.leaseCount }};{% endfor %}', View)).html).toBe(
    'Alder Court 2/2;Birch &lt;Lane&gt; 1/1;',
  )
})

test('names that begin with _ and the words of the class are no context', async () => {
  class View extends Page {
    _secret = 'hidden'
    shown = 'seen'
  }
  const view = await mountView(View, emptyRequest())
  expect(Object.keys(view.getContextData())).toEqual(['shown'])
})

test('a view without a template name says what to add', async () => {
  class Nameless extends LiveView {
    templateName = ''
  }
  await expect(renderView(rentals.djust(''), Nameless, emptyRequest())).rejects.toThrow(
    `Nameless has no templateName\n\nAdd to the class: templateName = 'page.html'`,
  )
})

test('each rendering mounts a new view', async () => {
  class View extends Page {
    calls = 0
    override mount() {
      this.calls++
    }
  }
  const seen = await Promise.all([show('{{ calls }}', View), show('{{ calls }}', View)])
  expect(seen.map(({ html }) => html)).toEqual(['1', '1'])
})
