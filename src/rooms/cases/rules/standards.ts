/** The standards of professional behaviour, and what is about the service and nobody's conduct. Source: SI 2020/4 sch. 2. */
const list = {
  honesty: 'Honesty and integrity',
  respect: 'Authority, respect and courtesy',
  equality: 'Equality and diversity',
  force: 'Use of force',
  orders: 'Orders and instructions',
  duties: 'Duties and responsibilities',
  confidentiality: 'Confidentiality',
  fitness: 'Fitness for duty',
  conduct: 'Discreditable conduct',
  challenging: 'Challenging and reporting improper conduct',
  service: 'None: it is about the service, not about anybody’s conduct',
} as const;
/** The standards in words, by their names here. */
export const standards: Readonly<Record<string, string>> = list;
export const isStandard = (name: string): boolean => Object.hasOwn(list, name);
