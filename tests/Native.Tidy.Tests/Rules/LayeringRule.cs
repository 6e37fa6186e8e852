using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;

namespace Native.Tidy.Tests;

/// <summary>
/// Dependencies go one way, a package opens its internals to its own tests, fuzz targets and benchmarks only, and each
/// outside package is a decision that stands here.
/// </summary>
internal sealed class LayeringRule : TidyRule
{
    private static readonly Dictionary<string, string[]> s_projects = new(StringComparer.Ordinal)
    {
        ["ChunkedBuffer"] = [],
        ["NativeIo"] = ["ChunkedBuffer"],
        ["Storage.Lite"] = ["NativeIo", "ChunkedBuffer"],
        ["Storage.Lite.S3"] = ["Storage.Lite"],
        ["Storage.Lite.Testing"] = ["Storage.Lite"],
    };

    private static readonly Dictionary<string, string[]> s_packages = new(StringComparer.Ordinal)
    {
        ["ChunkedBuffer"] = ["CommunityToolkit.HighPerformance"],
        ["NativeIo"] = ["CommunityToolkit.HighPerformance", "Mono.Posix.NETStandard"],
        ["Storage.Lite"] =
        [
            "CommunityToolkit.HighPerformance",
            "Microsoft.Extensions.Caching.Memory",
            "Microsoft.Extensions.Configuration.Binder",
            "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Microsoft.Extensions.Diagnostics.HealthChecks",
            "Microsoft.Extensions.Logging.Abstractions",
            "Microsoft.Extensions.Options",
            "NetEscapades.Configuration.Yaml",
            "Polly.Core",
        ],
        ["Storage.Lite.S3"] = ["AWSSDK.S3"],
        ["Storage.Lite.Testing"] = [],
    };

    internal override string Id => "S6";

    internal override IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile project in repository.Files.Where(static file => file.IsProject))
        {
            XDocument document = XDocument.Parse(project.Text, LoadOptions.SetLineInfo);
            IEnumerable<Finding> findings = project.IsUnder("src")
                ? CheckProduct(project, document)
                : CheckOther(project, document);
            foreach (Finding finding in findings.Concat(CheckVersions(project, document)))
            {
                yield return finding;
            }
        }
    }

    private static IEnumerable<(XElement Element, string Target)> Items(XDocument document, string item)
    {
        return document.Descendants(item).Select(static element =>
            (element, ((string?)element.Attribute("Include") ?? "").Replace('\\', '/')));
    }

    private static int Line(XElement element)
    {
        return ((System.Xml.IXmlLineInfo)element).LineNumber;
    }

    private IEnumerable<Finding> CheckProduct(RepositoryFile project, XDocument document)
    {
        string name = project.Name[..^".csproj".Length];
        string[] allowed = s_projects.GetValueOrDefault(name, []);
        foreach ((XElement element, string target) in Items(document, "ProjectReference"))
        {
            if (!allowed.Contains(Path.GetFileNameWithoutExtension(target)))
            {
                yield return Found(project, Line(element), $"{name} must not depend on {target}");
            }
        }

        foreach ((XElement element, string target) in Items(document, "PackageReference"))
        {
            if (s_packages.TryGetValue(name, out string[]? packages) && !packages.Contains(target))
            {
                yield return Found(project, Line(element), $"{name} must not depend on the package {target}");
            }
        }

        foreach ((XElement element, string target) in Items(document, "InternalsVisibleTo"))
        {
            if (target != $"{name}.Tests" && target is not ("Native.Fuzz" or "Native.Benchmarks"))
            {
                yield return Found(project, Line(element), $"{name} must not open its internals to {target}");
            }
        }
    }

    private IEnumerable<Finding> CheckOther(RepositoryFile project, XDocument document)
    {
        foreach ((XElement element, string target) in Items(document, "ProjectReference"))
        {
            bool toProduct = target.Contains("/src/", StringComparison.Ordinal);
            if (project.IsUnder("tools") && !toProduct)
            {
                yield return Found(project, Line(element), $"a tool depends on packages only, not on {target}");
            }
        }
    }

    private IEnumerable<Finding> CheckVersions(RepositoryFile project, XDocument document)
    {
        if (project.IsUnder("eng"))
        {
            // A user's program, which knows nothing of this repository's settings.
            yield break;
        }

        foreach ((XElement element, string target) in Items(document, "PackageReference"))
        {
            if (element.Attribute("Version") is not null)
            {
                yield return Found(project, Line(element), $"{target}: versions stand in Directory.Packages.props");
            }
        }
    }
}
