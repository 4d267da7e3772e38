import type { QuerySet, Request, SingleQuery } from 'djust'
import { Listing, type Page } from '../listing.ts'
import { Payment } from '../models/payment.ts'
import { Tenant } from '../models/tenant.ts'
import { RentalsView, rowId } from './rentals-view.ts'

const orders = {
  name: ['user.lastName', 'user.firstName'],
  newest: ['-moveInDate', 'user.lastName'],
} as const

export class TenantsView extends RentalsView {
  templateName = 'rentals/tenants.html'
  section = 'tenants'
  listing!: Listing
  page!: Page
  tenants!: QuerySet<Tenant>

  override async mount(request: Request) {
    const listing = new Listing(request)
    const show = listing.select('show', 'Show', { '': 'Everyone', current: 'Current tenants', former: 'Moved out' })
    const sort = listing.select('sort', 'Sort by', { name: 'Last name', newest: 'Newest first' })
    let tenants = Tenant.objects.orderBy(...orders[sort])
    if (listing.term) tenants = tenants.search(listing.term)
    if (show === 'current') tenants = tenants.current()
    if (show === 'former') tenants = tenants.former()

    const page = await listing.page(tenants, 20)
    this.listing = listing
    this.page = page
    this.tenants = page.of(tenants)
  }
}

export class TenantView extends RentalsView {
  templateName = 'rentals/tenant.html'
  section = 'tenants'
  tenant!: SingleQuery<Tenant>
  payments!: QuerySet<Payment>

  override mount(request: Request) {
    const id = rowId(request.params['id'])
    this.tenant = Tenant.objects.get({ id })
    this.payments = Payment.objects
      .filter({ lease: { tenant: { id } } })
      .latest()
      .slice(0, 10)
  }
}
