using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Threading;
using NativeIo;

namespace Storage.Lite;

/// <summary>
/// The keys of an encrypted store by their numbers, so that keys can be changed: new objects are encrypted with the
/// active one, old ones say which they need.
/// </summary>
/// <remarks>
/// <para>To change the key: add the new one as active, which makes the one before decrypt-only; run
/// <see cref="EnvelopeStorage.ReencryptAsync"/>; revoke the old one.</para>
/// <para>Ownership: whoever makes it disposes it, after the stores that use it. Keys are copied in, stay in pinned
/// memory, are wiped at the end, and are in no text. The keys of some hundred objects that were read lately
/// stay too, and are wiped with the key that opened them.</para>
/// <para>Thread safety: any number of threads.</para>
/// <example><code>
/// using var keys = StorageKeyRing.FromKey(key);
/// keys.Add(2, newKey, StorageKeyState.Active);
/// </code></example>
/// </remarks>
public sealed class StorageKeyRing : IDisposable
{
    /// <summary>The bytes of a key.</summary>
    public const int KeyLength = ChunkedAead.KeyLength;

    /// <summary>The rounds of PBKDF2 that a password takes: the recommendation of OWASP for SHA-256.</summary>
    public const int PasswordIterations = 600_000;

    /// <summary>The most rounds: a manifest that somebody changed must not keep a program busy for hours.</summary>
    internal const int PasswordIterationsMax = 20_000_000;

    /// <summary>The least bytes of a salt.</summary>
    internal const int SaltLengthMin = 16;

    private readonly Lock _lock = new();
    private readonly Dictionary<int, (byte[] Key, StorageKeyState State)> _keys = [];
    private readonly SpareMessages _spare = new();
    private bool _isDisposed;

    /// <summary>Wipes the keys of a ring that nobody disposed; nobody can have it locked.</summary>
    ~StorageKeyRing() => WipeUnsynchronized();

    /// <summary>Gets the number of the key that new objects are encrypted with; null when there is none.</summary>
    public int? ActiveId
    {
        get
        {
            lock (_lock)
            {
                foreach ((int id, (byte[] _, StorageKeyState state)) in _keys)
                {
                    if (state == StorageKeyState.Active)
                    {
                        return id;
                    }
                }

                return null;
            }
        }
    }

    /// <summary>Makes a ring with one active key.</summary>
    /// <param name="key"><see cref="KeyLength"/> random bytes. Ownership: copied.</param>
    /// <param name="id">Its number.</param>
    /// <returns>The ring. Ownership: the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The key has another length.</exception>
    public static StorageKeyRing FromKey(ReadOnlySpan<byte> key, int id = 1)
    {
        var ring = new StorageKeyRing();
        ring.Add(id, key, StorageKeyState.Active);
        return ring;
    }

    /// <summary>
    /// Makes a ring with one active key from a password, by PBKDF2 with SHA-256. It takes some tenths of a second, on
    /// purpose. A key from <see cref="RandomNumberGenerator"/> is better than any password.
    /// </summary>
    /// <param name="password">The password.</param>
    /// <param name="salt">Sixteen random bytes at least, which are kept and need not be secret.</param>
    /// <param name="iterations">The rounds.</param>
    /// <param name="id">The key's number.</param>
    /// <returns>The ring. Ownership: the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The password is empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The salt is too short, or a number is out of range.</exception>
    public static StorageKeyRing FromPassword(
        ReadOnlySpan<char> password, ReadOnlySpan<byte> salt, int iterations = PasswordIterations, int id = 1)
    {
        if (password.IsEmpty)
        {
            throw new ArgumentException("The password is empty.", nameof(password));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(salt.Length, SaltLengthMin);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(iterations);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(iterations, PasswordIterationsMax);
        Span<byte> key = stackalloc byte[KeyLength];
        try
        {
            Rfc2898DeriveBytes.Pbkdf2(password, salt, key, iterations, HashAlgorithmName.SHA256);
            return FromKey(key, id);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Adds a key. When it is active, the one that was becomes decrypt-only.</summary>
    /// <param name="id">Its number, above 0, which no key of the ring has.</param>
    /// <param name="key"><see cref="KeyLength"/> random bytes. Ownership: copied.</param>
    /// <param name="state">What it may be used for.</param>
    /// <exception cref="ArgumentException">The ring has a key of that number.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number or the length is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The ring is disposed.</exception>
    public void Add(int id, ReadOnlySpan<byte> key, StorageKeyState state = StorageKeyState.DecryptOnly)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(id);
        ArgumentOutOfRangeException.ThrowIfNotEqual(key.Length, KeyLength);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_keys.ContainsKey(id))
            {
                throw new ArgumentException($"The ring has a key {id}; numbers are not used again.", nameof(id));
            }

            RetireActiveUnsynchronized(state);
            byte[] copy = GC.AllocateUninitializedArray<byte>(KeyLength, pinned: true);
            key.CopyTo(copy);
            _keys[id] = (copy, state);
        }
    }

    /// <summary>Changes what a key may be used for. Revoking wipes it, and cannot be undone.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="state">What it may be used for.</param>
    /// <exception cref="ArgumentException">There is no such key, or it is revoked.</exception>
    /// <exception cref="ObjectDisposedException">The ring is disposed.</exception>
    public void SetState(int id, StorageKeyState state)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_keys.TryGetValue(id, out (byte[] Key, StorageKeyState State) entry)
                || entry.State == StorageKeyState.Revoked)
            {
                throw new ArgumentException($"The ring has no key {id}, or it is revoked.", nameof(id));
            }

            RetireActiveUnsynchronized(state);
            if (state == StorageKeyState.Revoked)
            {
                CryptographicOperations.ZeroMemory(entry.Key);
                _spare.WipeUnsynchronized(id);
            }

            _keys[id] = (entry.Key, state);
        }
    }

    /// <summary>Wipes the keys. Disposing twice does nothing.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            WipeUnsynchronized();
            _keys.Clear();
            _spare.WipeUnsynchronized();
        }

        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_lock)
        {
            return $"{_keys.Count} keys";
        }
    }

    /// <summary>Gets the memory of a key, to see that it is wiped. Ownership: borrows.</summary>
    internal byte[] DangerousGetKey(int id)
    {
        lock (_lock)
        {
            return _keys[id].Key;
        }
    }

    /// <summary>Copies a key out, for the caller to wipe; null when the ring has none of that number.</summary>
    internal StorageKeyState? TryCopy(int id, Span<byte> destination)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_keys.TryGetValue(id, out (byte[] Key, StorageKeyState State) entry))
            {
                return null;
            }

            entry.Key.CopyTo(destination);
            return entry.State;
        }
    }

    /// <summary>
    /// Takes a message that a key of the ring has opened before; null when there is none, or when the key is revoked.
    /// Ownership: the caller gives it back by <see cref="Return"/>.
    /// </summary>
    internal OpenedMessage? TryTakeOpened(int id, EnvelopeName name, ReadOnlySpan<byte> prefix)
    {
        lock (_lock)
        {
            return _spare.TryTakeUnsynchronized(id, name, prefix);
        }
    }

    /// <summary>Keeps a message for the next reader of its object, unless its key is revoked or gone by now.
    /// Ownership: transfers.</summary>
    internal void Return(OpenedMessage message)
    {
        lock (_lock)
        {
            if (_keys.TryGetValue(message.KeyId, out (byte[] Key, StorageKeyState State) entry)
                && entry.State != StorageKeyState.Revoked)
            {
                _spare.ReturnUnsynchronized(message);
                return;
            }
        }

        message.Dispose();
    }

    private void WipeUnsynchronized()
    {
        foreach ((byte[] key, StorageKeyState _) in _keys.Values)
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private void RetireActiveUnsynchronized(StorageKeyState state)
    {
        if (state != StorageKeyState.Active)
        {
            return;
        }

        foreach ((int id, (byte[] key, StorageKeyState other)) in _keys)
        {
            if (other == StorageKeyState.Active)
            {
                _keys[id] = (key, StorageKeyState.DecryptOnly);
                return;
            }
        }
    }
}
