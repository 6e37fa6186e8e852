using System.Collections.Generic;

namespace Native.Tidy.Tests;

internal static class TidyRules
{
    internal static readonly IReadOnlyList<TidyRule> All =
    [
        new FileLengthRule(),
        new LineLengthRule(),
        new MethodLengthRule(),
        new DirectiveRule(),
        new OneTypePerFileRule(),
        new NamespaceRule(),
        new LayeringRule(),
        new NamePartRule(),
        new UnsafePlaceRule(),
        new UnsafeModifierRule(),
        new SafetyCommentRule(),
        new PublicPointerRule(),
        new BannedConstructRule(),
        new InteropRule(),
        new EmptyCatchRule(),
        new ThreadSafetyRule(),
        new CommentRule(),
        new MarkdownRule(),
        new TestNameRule(),
        new TestMirrorRule(),
        new PlatformTraitRule(),
        new CaseTableRule(),
        new FuzzTargetRule(),
        new BenchmarkRule(),
        new SuppressionRule(),
        new TextRule(),
    ];
}
