using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>No pointer, native integer or bare reference to bytes in a package's public signatures.</summary>
internal sealed class PublicPointerRule : SourceRule
{
    internal override string Id => "U4";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        if (!file.IsUnder("src"))
        {
            yield break;
        }

        foreach (MemberDeclarationSyntax member in file.Nodes<MemberDeclarationSyntax>().Where(IsVisible))
        {
            foreach (TypeSyntax type in SignatureTypes(member))
            {
                if (type.DescendantNodesAndSelf().Any(IsAddress))
                {
                    yield return Found(file, file.LineOf(member), $"{type} in a public signature; use Span or Memory");
                }
            }
        }
    }

    private static bool IsAddress(SyntaxNode type)
    {
        return type is PointerTypeSyntax or FunctionPointerTypeSyntax
            || (type is RefTypeSyntax reference && reference.Type.ToString() == "byte")
            || (type is IdentifierNameSyntax name
                && name.Identifier.ValueText is "nint" or "nuint" or "IntPtr" or "UIntPtr");
    }

    private static bool IsVisible(MemberDeclarationSyntax member)
    {
        return member is not BaseNamespaceDeclarationSyntax
            && member.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().All(static declaration =>
                declaration is BaseNamespaceDeclarationSyntax
                || declaration.Modifiers.Any(SyntaxKind.PublicKeyword)
                || (declaration.Modifiers.Any(SyntaxKind.ProtectedKeyword)
                    && !declaration.Modifiers.Any(SyntaxKind.PrivateKeyword)));
    }

    private static IEnumerable<TypeSyntax> SignatureTypes(MemberDeclarationSyntax member)
    {
        (TypeSyntax? type, BaseParameterListSyntax? parameters) = member switch
        {
            MethodDeclarationSyntax method => (method.ReturnType, method.ParameterList),
            ConstructorDeclarationSyntax constructor => (null, constructor.ParameterList),
            IndexerDeclarationSyntax indexer => (indexer.Type, indexer.ParameterList),
            PropertyDeclarationSyntax property => (property.Type, null),
            FieldDeclarationSyntax field => (field.Declaration.Type, null),
            DelegateDeclarationSyntax callback => (callback.ReturnType, callback.ParameterList),
            TypeDeclarationSyntax declaration => (null, declaration.ParameterList),
            OperatorDeclarationSyntax operation => (operation.ReturnType, operation.ParameterList),
            ConversionOperatorDeclarationSyntax conversion => (conversion.Type, conversion.ParameterList),
            _ => ((TypeSyntax?)null, (BaseParameterListSyntax?)null),
        };
        IEnumerable<TypeSyntax?> all = (parameters?.Parameters ?? []).Select(static parameter => parameter.Type);
        return all.Append(type).OfType<TypeSyntax>();
    }
}
