# Merges cobertura reports: a line counts as covered when any run reached it. Prints one line per package, the merged
# figure, and the files with the most lines that no test reached. Exit code 1 when a package is below the minimum.
#   awk -v minimum=90 -f eng/coverage.awk REPORT...

function attribute(text, name,    start, rest) {
  start = index(text, " " name "=\"")
  if (start == 0) return ""
  rest = substr(text, start + length(name) + 3)
  return substr(rest, 1, index(rest, "\"") - 1)
}

/<package / { package = attribute($0, "name") }
/<class / {
  file = attribute($0, "filename")
  # The same file is listed under a longer or shorter path, depending on where a report's root lies: above src, in it, or
  # in the package's folder when the report has no other package.
  sub(/^.*src\//, "", file)
  if (index(file, package "/") != 1) file = package "/" file
}
/<line / {
  key = package SUBSEP file SUBSEP attribute($0, "number")
  if (!(key in seen)) { seen[key] = 1; lines[package]++; total++; fileLines[file]++ }
  if (!(key in hit) && attribute($0, "hits") + 0 > 0) { hit[key] = 1; covered[package]++; totalCovered++; fileHit[file]++ }
}

END {
  if (total == 0) { print "coverage: the reports hold no lines"; exit 1 }
  for (name in lines) {
    rate = 100 * covered[name] / lines[name]
    printf "coverage: %s %.1f %% (%d of %d lines)\n", name, rate, covered[name], lines[name]
    if (rate < minimum) { printf "coverage: %s is below %d %%\n", name, minimum; low = 1 }
  }
  printf "coverage: merged %.1f %%\n", 100 * totalCovered / total
  for (name in fileLines) {
    missed = fileLines[name] - fileHit[name]
    if (missed > 0) printf "coverage: %5d lines not reached in %s\n", missed, name | "sort -k2 -rn | head -10"
  }
  close("sort -k2 -rn | head -10")
  exit low
}
