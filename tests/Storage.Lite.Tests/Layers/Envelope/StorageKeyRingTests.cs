using System;
using System.Threading;
using System.Threading.Tasks;
using Xunit;

namespace Storage.Lite.Tests;

public sealed class StorageKeyRingTests : IAsyncDisposable
{
    private readonly MemoryStorage _memory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync() => await _memory.DisposeAsync();

    [Fact]
    public void Add_SecondActive_RetiresTheFirst()
    {
        using StorageKeyRing keys = StorageKeyRing.FromKey(Stored.Key);
        Assert.Equal(1, keys.ActiveId);
        keys.Add(2, Stored.Bytes(32), StorageKeyState.Active);
        Assert.Equal(2, keys.ActiveId);
        byte[] copy = new byte[32];
        Assert.Equal(StorageKeyState.DecryptOnly, keys.TryCopy(1, copy));
        Assert.Equal(Stored.Key, copy);
        keys.SetState(1, StorageKeyState.Revoked);
        Assert.Equal(StorageKeyState.Revoked, keys.TryCopy(1, copy));
        Assert.Equal(new byte[32], copy);
        Assert.Null(keys.TryCopy(3, copy));
        Assert.Equal("2 keys", keys.ToString());
    }

    [Fact]
    public void Ring_Misuse_IsRefused()
    {
        StorageKeyRing keys = StorageKeyRing.FromKey(Stored.Key);
        _ = Assert.Throws<ArgumentException>(() => keys.Add(1, Stored.Key));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => keys.Add(0, Stored.Key));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => keys.Add(2, new byte[31]));
        _ = Assert.Throws<ArgumentException>(() => keys.SetState(2, StorageKeyState.Active));
        keys.SetState(1, StorageKeyState.Revoked);
        _ = Assert.Throws<ArgumentException>(() => keys.SetState(1, StorageKeyState.Active));
        Assert.Null(keys.ActiveId);
        _ = Assert.Throws<ArgumentException>(() => StorageKeyRing.FromPassword("", new byte[16]));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => StorageKeyRing.FromPassword("p", new byte[15]));
        _ = Assert.Throws<ArgumentOutOfRangeException>(() => StorageKeyRing.FromPassword("p", new byte[16], 0));
        keys.Dispose();
        keys.Dispose();
        _ = Assert.Throws<ObjectDisposedException>(() => keys.Add(5, Stored.Key));
    }

    [Fact]
    public async Task Put_WithoutActiveKey_SaysSo()
    {
        using StorageKeyRing keys = new();
        keys.Add(1, Stored.Key);
        await using var storage = new EncryptedStorage(new Shield(_memory), keys);
        StorageException error = await Assert.ThrowsAsync<StorageException>(() => Stored.PutAsync(storage, "k", [1]));
        Assert.Contains("no key is active", error.Message, StringComparison.Ordinal);
        Assert.Empty(await Stored.KeysAsync(_memory));
    }

    [Fact]
    public async Task Reencrypt_MovesObjectsToTheActiveKey_AndOldKeysCanBeRevoked()
    {
        using StorageKeyRing keys = StorageKeyRing.FromKey(Stored.Key);
        await using var storage = new EncryptedStorage(new Shield(_memory), keys);
        var time = DateTimeOffset.UnixEpoch.AddYears(200);
        await Stored.PutAsync(storage, "a", Stored.Text(40_000), new PutOptions { ExpiresAt = time });
        await Stored.PutAsync(storage, "b", [2]);
        keys.Add(7, Stored.Bytes(32), StorageKeyState.Active);
        await Stored.PutAsync(storage, "c", [3]);
        await Stored.PutAsync(_memory, "foreign", [4]);
        byte[]? before = await Stored.GetAsync(_memory, "a");
        var preview = await Stored.ListAsync(storage.PreviewReencryptAsync("", Cancellation));
        Assert.Equal(before, await Stored.GetAsync(_memory, "a"));
        var results = await Stored.ListAsync(storage.ReencryptAsync("", Cancellation));
        Assert.Equal(
            results.ConvertAll(result => (result.Key, result.Outcome)),
            preview.ConvertAll(result => (result.Key, result.Outcome)));
        Assert.NotEqual(before, await Stored.GetAsync(_memory, "a"));
        Assert.Equal(
            [
                StorageSweepOutcome.Changed,
                StorageSweepOutcome.Changed,
                StorageSweepOutcome.Kept,
                StorageSweepOutcome.Failed,
            ],
            results.ConvertAll(result => result.Outcome));
        keys.SetState(1, StorageKeyState.Revoked);
        Assert.Equal(Stored.Text(40_000), await Stored.GetAsync(storage, "a"));
        Assert.Equal(time, (await storage.StatAsync("a", Cancellation)).ExpiresAt);
        Assert.Equal([2], await Stored.GetAsync(storage, "b"));
        results = await Stored.ListAsync(storage.ReencryptAsync("", Cancellation));
        Assert.DoesNotContain(results, result => result.Outcome == StorageSweepOutcome.Changed);
    }

    [Fact]
    public async Task Reencrypt_ObjectReplacedInBetween_KeepsTheNewOne()
    {
        using StorageKeyRing keys = StorageKeyRing.FromKey(Stored.Key);
        var shield = new Shield(_memory);
        var storage = new EncryptedStorage(shield, keys);
        await Stored.PutAsync(storage, "a", [1]);
        keys.Add(2, Stored.Bytes(32), StorageKeyState.Active);
        var other = new EncryptedStorage(new Shield(_memory), keys);
        shield.BeforeRead = async () => await Stored.PutAsync(other, "a", [9]);
        var result = Assert.Single(await Stored.ListAsync(storage.ReencryptAsync("", Cancellation)));
        Assert.Equal(StorageSweepOutcome.Overtaken, result.Outcome);
        Assert.Equal([9], await Stored.GetAsync(other, "a"));
    }

    [Fact]
    public async Task Get_RevokedKey_SaysThatItIsRevoked()
    {
        using StorageKeyRing keys = StorageKeyRing.FromKey(Stored.Key);
        await using var storage = new EncryptedStorage(new Shield(_memory), keys);
        await Stored.PutAsync(storage, "a", [1]);
        keys.SetState(1, StorageKeyState.Revoked);
        StorageIntegrityException error = await Assert.ThrowsAsync<StorageIntegrityException>(
            () => Stored.GetAsync(storage, "a"));
        Assert.Contains("revoked", error.Message, StringComparison.Ordinal);
        await using var plain = new ChecksummedStorage(new Shield(_memory));
        _ = Assert.Throws<InvalidOperationException>(() => plain.ReencryptAsync("", Cancellation));
        _ = Assert.Throws<InvalidOperationException>(() => plain.PreviewReencryptAsync("", Cancellation));
    }

    [Fact]
    public async Task Password_OpensTheStoreAgain_AndAnotherOneDoesNot()
    {
        await using (EncryptedStorage storage = await EncryptedStorage.OpenWithPasswordAsync(
            new Shield(_memory), "correct horse".AsMemory(), null, Cancellation))
        {
            await Stored.PutAsync(storage, "a", [1, 2]);
            Assert.Equal(["a"], await Stored.KeysAsync(storage));
            _ = await Assert.ThrowsAsync<StorageInvalidKeyException>(
                () => Stored.PutAsync(storage, EncryptedStorage.ManifestKeyText, [1]));
            Assert.Single(await Stored.ListAsync(storage.VerifyAsync("", Cancellation)));
        }

        await using (EncryptedStorage again = await EncryptedStorage.OpenWithPasswordAsync(
            new Shield(_memory), "correct horse".AsMemory(), null, Cancellation))
        {
            Assert.Equal([1, 2], await Stored.GetAsync(again, "a"));
        }

        StorageIntegrityException error = await Assert.ThrowsAsync<StorageIntegrityException>(
            () => EncryptedStorage.OpenWithPasswordAsync(
                new Shield(_memory), "wrong".AsMemory(), null, Cancellation).AsTask());
        Assert.Contains("password", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", error.Message, StringComparison.Ordinal);
        foreach (string damaged in (string[])["", "{", "{}", "null", "{\"version\":9}", new string(' ', 5000)])
        {
            await _memory.PutTextAsync(EncryptedStorage.ManifestKeyText, damaged, cancellation: Cancellation);
            _ = await Assert.ThrowsAsync<StorageIntegrityException>(
                () => EncryptedStorage.OpenWithPasswordAsync(
                    new Shield(_memory), "correct horse".AsMemory(), null, Cancellation).AsTask());
        }
    }

    [Fact]
    public void Ring_ThatNobodyDisposed_WipesItsKeysWhenItIsCollected()
    {
        byte[] memory = MakeAndForget();
        for (int attempt = 0; attempt < 10 && memory.AsSpan().ContainsAnyExcept((byte)0); attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(new byte[StorageKeyRing.KeyLength], memory);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static byte[] MakeAndForget()
    {
        byte[] key = new byte[StorageKeyRing.KeyLength];
        key.AsSpan().Fill(7);
        return StorageKeyRing.FromKey(key).DangerousGetKey(1);
    }
}
