# Reads a Cobertura report. Prints a line a package: name, lines covered and all, branches covered and all;
# then the files with the most lines left uncovered. A source line counts once, however many classes it belongs to.
function attribute(name,    rest) {
    if (!match($0, " " name "=\"[^\"]*\"")) return ""
    rest = substr($0, RSTART, RLENGTH)
    sub("^ " name "=\"", "", rest)
    sub("\"$", "", rest)
    return rest
}
/<package / { package = attribute("name"); if (!(package in known)) { known[package] = 1; order[++packages] = package } }
/<class / { file = attribute("filename"); inMethods = 0 }
/<methods>/ { inMethods = 1 }
/<\/methods>/ { inMethods = 0 }
/<line / && !inMethods {
    key = file SUBSEP attribute("number")
    if (!(key in packageOf)) { packageOf[key] = package; all[package]++ }
    if (attribute("hits") + 0 > 0 && !(key in hit)) { hit[key] = 1; covered[package]++ }
    if (match($0, /\([0-9]+\/[0-9]+\)/)) {
        split(substr($0, RSTART + 1, RLENGTH - 2), part, "/")
        branchesCovered[package] += part[1]
        branches[package] += part[2]
    }
}
END {
    for (i = 1; i <= packages; i++) {
        p = order[i]
        printf "package %s %d %d %d %d\n", p, covered[p], all[p], branchesCovered[p], branches[p]
    }
    for (key in packageOf) if (!(key in hit)) { split(key, part, SUBSEP); left[part[1]]++ }
    for (f in left) printf "left %d %s\n", left[f], f
}
