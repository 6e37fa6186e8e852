using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>A type's name says its role, so words that fit everything are not in it.</summary>
internal sealed partial class NamePartRule : SourceRule
{
    private static readonly string[] s_words =
        ["Helper", "Helpers", "Util", "Utils", "Manager", "Impl", "Data", "Info", "Common"];

    private static readonly string[] s_names = ["ThrowHelper"];

    internal override string Id => "N5";

    protected override IEnumerable<Finding> Check(RepositoryFile file)
    {
        foreach (MemberDeclarationSyntax type in file.Nodes<MemberDeclarationSyntax>())
        {
            SyntaxToken? identifier = type switch
            {
                BaseTypeDeclarationSyntax declaration => declaration.Identifier,
                DelegateDeclarationSyntax declaration => declaration.Identifier,
                _ => null,
            };
            string name = identifier?.ValueText ?? "";
            string? word = s_names.Contains(name)
                ? null
                : Words().Matches(name).Select(static match => match.Value).FirstOrDefault(s_words.Contains);
            if (word is not null)
            {
                yield return Found(file, file.LineOf(identifier!.Value), $"{name}: \"{word}\" says no role");
            }
        }

        string? folder = file.Folder.Split('/').FirstOrDefault(s_words.Contains);
        if (folder is not null)
        {
            yield return Found(file, 1, $"a folder named \"{folder}\" has no topic");
        }
    }

    [GeneratedRegex("[A-Z][a-z0-9]*")]
    private static partial Regex Words();
}
