// Counts the results of the suite. Usage: node count.mjs SUITE ENGINE RESULTS.json
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [suite, engine, file] = process.argv.slice(2)
const load = path => import(pathToFileURL(path))
const { default: suites } = await load(`${suite}/tests/index.mjs`)
const { determineTestResult, resultTypes } = await load(`${engine}/lib/results.mjs`)
const results = JSON.parse(readFileSync(file))
const named = new Map(Object.entries(resultTypes).map(([name, type]) => [type, name]))

/** Why a case does not fit: the first pattern that its id matches. */
const unfit = JSON.parse(readFileSync(new URL('unfit.json', import.meta.url)))
const why = id => Object.keys(unfit).find(it => new RegExp(`^(${unfit[it].join('|')})$`).test(id))

const table = new Map()
const add = (row, column) => {
  if (!table.has(row)) table.set(row, {})
  table.get(row)[column] = (table.get(row)[column] ?? 0) + 1
}
const failed = []
const reasons = new Map()
for (const { id: group, tests } of suites) {
  for (const test of tests) {
    if (test.browser_only) continue
    const reason = why(test.id)
    if (reason) reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    const result = reason ? 'unfit' : named.get(determineTestResult(suites, test.id, results))
    add(group, result)
    add('all', result)
    if (!reason && !['pass', 'yes', 'no'].includes(result)) failed.push(`${result} ${test.id}: ${results[test.id]?.[1] ?? ''}`)
    if (process.env.VERBOSE) console.log(group, result, test.id, results[test.id]?.[1] ?? '')
  }
}
const columns = ['pass', 'fail', 'optional_fail', 'yes', 'no', 'setup_fail', 'harness_fail', 'dependency_fail', 'retry', 'untested', 'unfit']
const used = columns.filter(it => it in table.get('all'))
console.log(['group', ...used].join('\t'))
for (const [row, counts] of table) console.log([row, ...used.map(it => counts[it] ?? 0)].join('\t'))
console.log('\nunfit:')
for (const [reason, count] of reasons) console.log(`${count}\t${reason}`)
console.log('\n' + (failed.join('\n') || 'No fitting case failed.'))
process.exitCode = failed.length === 0 ? 0 : 1
