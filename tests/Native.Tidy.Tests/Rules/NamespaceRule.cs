using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>
/// A package's types live in its root namespace whatever their folder; only Platform and Interop may have their own. No
/// type is named like the namespace it is in.
/// </summary>
internal sealed class NamespaceRule : TidyRule
{
    internal override string Id => "S5";

    internal override IEnumerable<Finding> Check(Repository repository)
    {
        foreach (RepositoryFile project in repository.Files.Where(static file => file.IsProject))
        {
            string root = RootNamespace(project);
            foreach (RepositoryFile file in repository.CSharpFiles.Where(file => file.IsUnder(project.Folder)))
            {
                foreach (BaseNamespaceDeclarationSyntax declaration in file.Nodes<BaseNamespaceDeclarationSyntax>())
                {
                    string name = declaration.Name.ToString();
                    if (!IsAllowed(file, name, root))
                    {
                        yield return Found(file, file.LineOf(declaration), $"namespace {name}; expected {root}");
                    }
                }

                foreach (Finding finding in TypesNamedLikeTheirNamespace(file))
                {
                    yield return finding;
                }
            }
        }
    }

    private static string RootNamespace(RepositoryFile project)
    {
        const string open = "<RootNamespace>";
        int start = project.Text.IndexOf(open, StringComparison.Ordinal);
        int end = project.Text.IndexOf("</RootNamespace>", StringComparison.Ordinal);
        return start < 0 ? project.Name[..^".csproj".Length] : project.Text[(start + open.Length)..end];
    }

    private static bool IsAllowed(RepositoryFile file, string name, string root)
    {
        bool mayNest = !file.IsUnder("src")
            || file.Folder.Split('/').Any(static folder => folder is "Platform" or "Interop");
        return name == root || (mayNest && name.StartsWith(root + ".", StringComparison.Ordinal));
    }

    private IEnumerable<Finding> TypesNamedLikeTheirNamespace(RepositoryFile file)
    {
        foreach (BaseTypeDeclarationSyntax type in file.TopLevelTypes().OfType<BaseTypeDeclarationSyntax>())
        {
            string name = (type.Parent as BaseNamespaceDeclarationSyntax)?.Name.ToString() ?? "";
            if (name.Split('.')[^1] == type.Identifier.ValueText)
            {
                yield return Found(file, file.LineOf(type), $"a type named like its namespace {name}");
            }
        }
    }
}
