using System.Runtime.Versioning;
using System.Threading.Tasks;
using Native.Fuzz.Interop;
using Native.Fuzz.Models;
using Storage.Lite;
using Xunit;

namespace Native.Fuzz.Tests.Models;

/// <summary>EDQUOT as the kernel says it, from each kind of call that needs more of a quota.</summary>
// Platform: the table of Linux's calls.
[Trait("Platform", "linux")]
[SupportedOSPlatform("linux")]
[Collection(FuzzPoolCollection.Name)]
public sealed class StoreQuotaTests
{
    [Theory]
    [InlineData(nameof(QuotaCall.Write), FileLayout.Plain, FileDurability.Full)]
    [InlineData(nameof(QuotaCall.Write), FileLayout.Encoded, FileDurability.None)]
    [InlineData(nameof(QuotaCall.Move), FileLayout.Plain, FileDurability.None)]
    [InlineData(nameof(QuotaCall.Move), FileLayout.Encoded, FileDurability.Full)]
    [InlineData(nameof(QuotaCall.MakeFolder), FileLayout.Plain, FileDurability.Group)]
    [InlineData(nameof(QuotaCall.MakeFolder), FileLayout.Encoded, FileDurability.Data)]
    public Task Put_QuotaIsUsedUp_IsAFullStoreAndKeepsWhatWas(
        string call, FileLayout layout, FileDurability durability) =>
        StoreQuota.VerifyAsync(System.Enum.Parse<QuotaCall>(call), layout, durability);

    [Fact]
    public void Commit_QuotaRefusesEachNewName_MakesNoFileAndLeavesNone() => StoreQuota.VerifyNewFile();
}
