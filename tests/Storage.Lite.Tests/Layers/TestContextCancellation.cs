using System.Threading;
using Xunit;

namespace Storage.Lite.Tests.Layers;

/// <summary>The token of the running test.</summary>
internal static class TestContextCancellation
{
    internal static CancellationToken Token => TestContext.Current.CancellationToken;
}
