using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>Native functions: by LibraryImport, in an Interop folder, in a type that only declares.</summary>
internal sealed class InteropRule : SourceRule
{
    internal override string Id => "P1";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        foreach (AttributeSyntax attribute in file.Nodes<AttributeSyntax>())
        {
            string name = attribute.Name.ToString();
            if (name is "DllImport" or "DllImportAttribute")
            {
                yield return Found(file, file.LineOf(attribute), "use LibraryImport");
            }

            if (name is not "LibraryImport")
            {
                continue;
            }

            if (!file.Folder.Split('/').Contains("Interop"))
            {
                yield return Found(file, file.LineOf(attribute), "declare native functions in an Interop folder");
            }

            TypeDeclarationSyntax? type = attribute.Ancestors().OfType<TypeDeclarationSyntax>().FirstOrDefault();
            MethodDeclarationSyntax? code = type?.Members.OfType<MethodDeclarationSyntax>()
                .FirstOrDefault(static method => method.Body is not null || method.ExpressionBody is not null);
            if (code is not null)
            {
                yield return Found(
                    file,
                    file.LineOf(code),
                    $"{code.Identifier.ValueText} has code; interop types hold declarations only");
            }
        }
    }
}
