using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>
/// A benchmark is a scenario in the catalog, all of which a test runs once and compares with each other, so none can
/// measure the wrong thing unnoticed.
/// </summary>
internal sealed class BenchmarkRule : TidyRule
{
    internal const string Catalog = "benchmarks/Native.Benchmarks/Running/ScenarioCatalog.cs";

    internal override string Id => "T5";

    internal override IEnumerable<Finding> Check(Repository repository)
    {
        RepositoryFile? catalog = repository.Find(Catalog);
        if (catalog is null)
        {
            yield break;
        }

        foreach (RepositoryFile file in repository.CSharpFiles.Where(static file => file.IsUnder("benchmarks")))
        {
            string name = file.Name[..file.Name.IndexOf('.', StringComparison.Ordinal)];
            if (name.EndsWith("Scenarios", StringComparison.Ordinal)
                && !catalog.Text.Contains($"{name}.", StringComparison.Ordinal))
            {
                yield return Found(file, 1, $"{name} is not in the catalog, so no test runs it");
            }

            foreach (AttributeSyntax attribute in file.Nodes<AttributeSyntax>()
                .Where(static attribute => attribute.Name.ToString() == "Benchmark"))
            {
                if (name != "ScenarioBenchmarks")
                {
                    yield return Found(file, file.LineOf(attribute), "write a scenario, which a test runs too");
                }
            }
        }

        if (!repository.CSharpFiles.Any(static file => file.IsUnder("tests/Native.Benchmarks.Tests")
            && file.Text.Contains("ScenarioCatalog.All", StringComparison.Ordinal)))
        {
            yield return Found(catalog, 1, "no test runs every scenario once");
        }
    }
}
