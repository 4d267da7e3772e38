/** The rows that the guides speak of. */
export function seed(em: { create(entity: unknown, data: object): unknown }, models: Readonly<Record<string, unknown>>): void {
  const rows = (entity: string, ...all: readonly object[]) => {
    if (models[entity]) all.forEach((data, index) => em.create(models[entity], { id: index + 1, ...data }))
  }
  rows(
    'User',
    { username: 'nora', firstName: 'Nora', lastName: 'Falk', email: 'nora@example.org' },
    { username: 'ines', firstName: 'Ines', lastName: 'Jansen', email: 'ines@example.org' },
  )
  rows('Profile', { user: 1, picture: 'nora.png', bio: 'Gardener' })
  rows(
    'Property',
    { name: 'Maple Cottage', address: '3 Mill Lane', monthlyRent: '800.00', status: 'occupied' },
    { name: 'Harbor Loft', address: '11 Quay Street', monthlyRent: '1200.00', status: 'vacant' },
  )
  rows('Tenant', { user: 1, phone: null }, { user: 2, phone: '555-0117' })
  rows(
    'Lease',
    { property: 1, tenant: 1, status: 'active', endDate: '2026-02-28', monthlyRent: '800.00' },
    { property: 2, tenant: 2, status: 'active', endDate: '2026-05-31', monthlyRent: '1200.00' },
    { property: 1, tenant: 2, status: 'ended', endDate: '2024-12-31', monthlyRent: '750.00' },
  )
  rows(
    'Payment',
    { lease: 1, amount: '800.00', status: 'paid', paidOn: '2025-03-03' },
    { lease: 1, amount: '800.00', status: 'late', paidOn: '2025-04-09' },
    { lease: 2, amount: '1200.00', status: 'paid', paidOn: '2025-06-01' },
  )
  rows('Tag', { name: 'Garden' }, { name: 'Sea' })
  rows(
    'Post',
    { title: 'Roses in March', slug: 'roses', excerpt: 'Cut them now.', body: 'Long text', published: true, author: 1, tags: [1] },
    { title: 'A walk by the sea', slug: 'walk', excerpt: 'Bring a coat.', body: 'Long text', published: true, author: 2, tags: [1, 2] },
    { title: 'A draft', slug: 'draft', excerpt: '', body: 'Long text', published: false, author: 1, tags: [] },
  )
  rows(
    'Comment',
    { post: 1, author: 2, text: 'Thank you!' },
    { post: 1, author: 1, text: 'Gladly.' },
    { post: 2, author: 1, text: 'Lovely.' },
  )
}
