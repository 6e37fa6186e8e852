using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>
/// One top-level type per file, in <c>Type.cs</c>, <c>Type.Concern.cs</c>, <c>Type{T}.cs</c> or
/// <c>Type{T}.Concern.cs</c>; a nested type of more than 40 lines has its own <c>Outer.Inner.cs</c>.
/// </summary>
internal sealed class OneTypePerFileRule : SourceRule
{
    private const int NestedLinesMax = 40;

    internal override string Id => "S1";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        MemberDeclarationSyntax[] types = [.. file.TopLevelTypes()];
        foreach (MemberDeclarationSyntax type in types.Skip(1))
        {
            yield return Found(file, file.LineOf(type), $"a second top-level type; move it to {FileName(type)}.cs");
        }

        if (types.Length == 0)
        {
            yield break;
        }

        string stem = file.Name[..^".cs".Length];
        string expected = FileName(types[0]);
        if (stem != expected && !stem.StartsWith(expected + ".", StringComparison.Ordinal))
        {
            yield return Found(file, file.LineOf(types[0]), $"name the file {expected}.cs or {expected}.Concern.cs");
        }

        foreach (BaseTypeDeclarationSyntax nested in file.Nodes<BaseTypeDeclarationSyntax>()
            .Where(static type => type.Parent is TypeDeclarationSyntax))
        {
            string name = $"{expected}.{nested.Identifier.ValueText}";
            int lines = file.LineCount(nested.GetFirstToken(), nested);
            if (lines > NestedLinesMax && stem != name)
            {
                yield return Found(file, file.LineOf(nested), $"a nested type of {lines} lines; move it to {name}.cs");
            }
        }
    }

    private static string FileName(MemberDeclarationSyntax type)
    {
        (string name, TypeParameterListSyntax? parameters) = type switch
        {
            TypeDeclarationSyntax declaration => (declaration.Identifier.ValueText, declaration.TypeParameterList),
            DelegateDeclarationSyntax declaration => (declaration.Identifier.ValueText, declaration.TypeParameterList),
            BaseTypeDeclarationSyntax declaration => (declaration.Identifier.ValueText, null),
            _ => throw new ArgumentException($"{type.GetType().Name} is no type.", nameof(type)),
        };
        return parameters is null
            ? name
            : $"{name}{{{string.Join(',', parameters.Parameters.Select(static p => p.Identifier.ValueText))}}}";
    }
}
