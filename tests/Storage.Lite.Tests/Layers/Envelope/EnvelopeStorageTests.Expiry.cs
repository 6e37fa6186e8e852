using System;
using System.Threading.Tasks;
using ChunkedBuffers;
using Xunit;

namespace Storage.Lite.Tests;

/// <content>Objects that count as deleted from a time on, over a store that knows nothing of it.</content>
public sealed partial class EnvelopeStorageTests
{
    private PutOptions ForAnHour => new() { ExpiresAt = _clock.GetUtcNow().AddHours(1) };

    [Theory]
    [InlineData("checksum")]
    [InlineData("both")]
    public async Task Expired_EveryWayToRead_FindsNothing(string kind)
    {
        EnvelopeStorage storage = Open(kind);
        StorageEntry put = await Stored.PutAsync(storage, "k", Stored.Text(500), ForAnHour);
        Assert.Equal(ForAnHour.ExpiresAt, put.ExpiresAt);
        Assert.Equal(ForAnHour.ExpiresAt, (await storage.StatAsync("k", Cancellation)).ExpiresAt);
        Assert.NotNull(await Stored.GetAsync(storage, "k"));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Null(await Stored.GetAsync(storage, "k"));
        Assert.Null(await Stored.GetAsync(storage, "k", StorageRange.Last(3)));
        Assert.Null(await storage.TryStatAsync("k", Cancellation));
        await using StorageReader reader = await storage.TryOpenReadAsync("k", default, Cancellation);
        Assert.False(reader.IsFound);
        using StorageContent content = await storage.TryGetAsync(
            "k", new GetOptions { Condition = StorageCondition.IfNoneMatch(put.ETag) }, Cancellation);
        Assert.Equal(StorageOutcome.NotFound, content.Outcome);
        var exact = new EnvelopeStorage(
            new Shield(_memory), Stored.Options(kind, _keys) with { ListsReadHeaders = true, TimeProvider = _clock });
        Assert.Empty(await Stored.KeysAsync(exact));
        _ = await Assert.ThrowsAsync<StorageNotFoundException>(
            () => storage.CopyAsync("k", "copy", default, Cancellation).AsTask());
        _ = await Assert.ThrowsAsync<StorageNotFoundException>(
            () => storage.RenameAsync("k", "copy", default, Cancellation).AsTask());
    }

    [Fact]
    public async Task Expired_Conditions_TakeItAsAbsent()
    {
        EnvelopeStorage storage = Open("checksum");
        StorageEntry put = await Stored.PutAsync(storage, "k", [1], ForAnHour);
        _clock.Advance(TimeSpan.FromHours(2));
        var ifMatch = StorageCondition.IfMatch(put.ETag);
        _ = await Assert.ThrowsAsync<StoragePreconditionException>(
            () => Stored.PutAsync(storage, "k", [2], new PutOptions { Condition = ifMatch }));
        _ = await Assert.ThrowsAsync<StoragePreconditionException>(
            () => storage.DeleteAsync("k", ifMatch, Cancellation).AsTask());
        await Stored.PutAsync(storage, "k", [3], new PutOptions { Condition = StorageCondition.IfAbsent });
        Assert.Equal([3], await Stored.GetAsync(storage, "k"));
        _ = await Assert.ThrowsAsync<StoragePreconditionException>(
            () => Stored.PutAsync(storage, "k", [4], new PutOptions { Condition = StorageCondition.IfAbsent }));
    }

    [Fact]
    public async Task Expired_Delete_SaysThatThereWasNone()
    {
        EnvelopeStorage storage = Open("checksum");
        await Stored.PutAsync(storage, "a", [1], ForAnHour);
        await Stored.PutAsync(storage, "b", [1], ForAnHour);
        await Stored.PutAsync(storage, "c", [1]);
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.False(await storage.DeleteAsync("a", default, Cancellation));
        var results = await storage.DeleteManyAsync(["b", "c"], Cancellation);
        Assert.False(results[0].Existed);
        Assert.True(results[1].Existed);
        Assert.Empty(await Stored.KeysAsync(_memory));
        Assert.False(await storage.DeleteAsync("c", default, Cancellation));
    }

    [Fact]
    public async Task SweepExpired_SomeHaveExpired_RemovesTheseOnly()
    {
        EnvelopeStorage storage = Open("both");
        await Stored.PutAsync(storage, "a", [1], ForAnHour);
        await Stored.PutAsync(storage, "b", [1]);
        await Stored.PutAsync(storage, "c", [1], new PutOptions { ExpiresAt = _clock.GetUtcNow().AddHours(3) });
        await Stored.PutAsync(_memory, "foreign", [1, 2, 3]);
        Assert.Equal(0, await storage.SweepExpiredAsync("", Cancellation));
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await storage.SweepExpiredAsync("", Cancellation));
        Assert.Equal(["b", "c", "foreign"], await Stored.KeysAsync(_memory));
    }

    [Fact]
    public async Task Expiry_SwitchedOff_IsRefused()
    {
        var storage = new EnvelopeStorage(new Shield(_memory), new EnvelopeOptions { Expires = false });
        _ = await Assert.ThrowsAsync<StorageNotSupportedException>(
            () => Stored.PutAsync(storage, "k", [1], ForAnHour));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task CopyAndRename_Encoded_KeepTheValueAndWhatIsKnownOfIt(string kind)
    {
        EnvelopeStorage storage = Open(kind);
        byte[] value = Stored.Text(100_000);
        await Stored.PutAsync(storage, "a", value, ForAnHour);
        StorageEntry copy = await storage.CopyAsync("a", "b", default, Cancellation);
        Assert.Equal(value.Length, copy.Length);
        Assert.Equal(value, await Stored.GetAsync(storage, "b"));
        Assert.Equal(ForAnHour.ExpiresAt, (await storage.StatAsync("b", Cancellation)).ExpiresAt);
        _ = await Assert.ThrowsAsync<StoragePreconditionException>(
            () => storage.CopyAsync("a", "b", StorageCondition.IfAbsent, Cancellation).AsTask());
        StorageEntry moved = await storage.RenameAsync("b", "c", default, Cancellation);
        Assert.Equal(value.Length, moved.Length);
        Assert.Equal(value, await Stored.GetAsync(storage, "c"));
        Assert.Null(await Stored.GetAsync(storage, "b"));
        Assert.Equal(value.Length, (await storage.RenameAsync("c", "c", default, Cancellation)).Length);
        _ = await Assert.ThrowsAsync<ArgumentException>(
            () => storage.CopyAsync("a", "a", default, Cancellation).AsTask());
        _ = await Assert.ThrowsAsync<StorageNotFoundException>(
            () => storage.CopyAsync("none", "d", default, Cancellation).AsTask());
        _ = await Assert.ThrowsAsync<StorageNotFoundException>(
            () => storage.RenameAsync("none", "d", default, Cancellation).AsTask());
    }

    [Fact]
    public async Task Rename_SourceReplacedInBetween_MovesTheNewValue()
    {
        var shield = new Shield(_memory);
        var storage = new EnvelopeStorage(shield, Stored.Options("encrypted", _keys));
        await Stored.PutAsync(storage, "a", [1]);
        var other = new EnvelopeStorage(new Shield(_memory), Stored.Options("encrypted", _keys));
        shield.BeforeDelete = async () =>
        {
            shield.BeforeDelete = null;
            await Stored.PutAsync(other, "a", [2]);
        };
        await storage.RenameAsync("a", "b", default, Cancellation);
        Assert.Equal([2], await Stored.GetAsync(storage, "b"));
        Assert.Null(await Stored.GetAsync(storage, "a"));
    }
}
