using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Native.Tidy.Tests;

/// <summary>A text file of the repository; a C# file is parsed once, when a rule first asks for its syntax.</summary>
internal sealed class RepositoryFile
{
    private static readonly CSharpParseOptions s_parseOptions = new(
        LanguageVersion.CSharp14,
        DocumentationMode.Parse,
        preprocessorSymbols: ["DEBUG"]);

    private readonly Lazy<CompilationUnitSyntax> _root;

    internal RepositoryFile(string path, string text)
    {
        Path = path;
        Text = text;
        Lines = text.Split('\n');
        _root = new Lazy<CompilationUnitSyntax>(
            () => CSharpSyntaxTree.ParseText(text, s_parseOptions, path).GetCompilationUnitRoot());
    }

    /// <summary>Relative to the root, with forward slashes.</summary>
    internal string Path { get; }

    internal string Text { get; }

    internal string[] Lines { get; }

    internal string Name => Path[(Path.LastIndexOf('/') + 1)..];

    /// <summary>The folder's path without a slash at its end; empty for the root.</summary>
    internal string Folder => Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.LastIndexOf('/')] : "";

    internal bool IsCSharp => HasExtension(".cs");

    internal bool IsMarkdown => HasExtension(".md");

    internal bool IsProject => HasExtension(".csproj");

    internal CompilationUnitSyntax Root => _root.Value;

    internal bool HasExtension(string extension)
    {
        return Path.EndsWith(extension, StringComparison.Ordinal);
    }

    internal bool IsUnder(string folder)
    {
        return Path.StartsWith(folder + "/", StringComparison.Ordinal);
    }

    internal IEnumerable<TNode> Nodes<TNode>()
        where TNode : SyntaxNode
    {
        return Root.DescendantNodes(descendIntoTrivia: false).OfType<TNode>();
    }

    /// <summary>The one-based line on which the node's own text starts, behind comments and attributes.</summary>
    internal int LineOf(SyntaxNode node)
    {
        return Root.SyntaxTree.GetLineSpan(node.Span).StartLinePosition.Line + 1;
    }

    internal int LineOf(SyntaxToken token)
    {
        return Root.SyntaxTree.GetLineSpan(token.Span).StartLinePosition.Line + 1;
    }

    internal int LineOf(SyntaxTrivia trivia)
    {
        return Root.SyntaxTree.GetLineSpan(trivia.Span).StartLinePosition.Line + 1;
    }

    /// <summary>How many lines the part from the start of a token to the end of a node takes.</summary>
    internal int LineCount(SyntaxToken first, SyntaxNode last)
    {
        return Root.SyntaxTree.GetLineSpan(last.Span).EndLinePosition.Line + 1 - LineOf(first) + 1;
    }

    /// <summary>The type declarations, enums and delegates that lie in no other type.</summary>
    internal IEnumerable<MemberDeclarationSyntax> TopLevelTypes()
    {
        return Nodes<MemberDeclarationSyntax>().Where(static node =>
            node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
            && node.Parent is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax);
    }
}
