import type { Request, SingleQuery } from 'djust'
import { Listing, type Page } from '../listing.ts'
import { leaseStatuses } from '../models/choices.ts'
import { Lease, type LeaseQuerySet } from '../models/lease.ts'
import { RentalsView, rowId } from './rentals-view.ts'

const orders = {
  ending: ['endDate', 'id'],
  newest: ['-startDate', 'id'],
  rent: ['-monthlyRent', 'id'],
} as const

export class LeasesView extends RentalsView {
  templateName = 'rentals/leases.html'
  section = 'leases'
  listing!: Listing
  page!: Page
  leases!: ReturnType<LeaseQuerySet['withTotalPaid']>

  override async mount(request: Request) {
    const listing = new Listing(request)
    const status = listing.select('status', 'Status', { ...leaseStatuses, all: 'All' })
    const sort = listing.select('sort', 'Sort by', { ending: 'End date', newest: 'Newest first', rent: 'Rent, highest' })
    let leases = Lease.objects.withTotalPaid().orderBy(...orders[sort])
    if (listing.term) leases = leases.search(listing.term)
    if (status !== 'all') leases = leases.filter({ status })

    const page = await listing.page(leases, 20)
    this.listing = listing
    this.page = page
    this.leases = page.of(leases)
  }
}

export class LeaseView extends RentalsView {
  templateName = 'rentals/lease.html'
  section = 'leases'
  lease!: SingleQuery<Lease>

  override mount(request: Request) {
    this.lease = Lease.objects.get({ id: rowId(request.params['id']) })
  }
}
