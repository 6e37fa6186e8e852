using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using ChunkedBuffers;
using Native.Fuzz.Models;
using Native.Fuzz.Rig;
using Storage.Lite;

namespace Native.Fuzz.Targets;

/// <content>What a program does.</content>
internal static partial class StoreProgram
{
    /// <summary>Does one step after the other, on the store and on the model.</summary>
    private sealed class Steps(Stack stack, byte[] program)
    {
        private readonly StoreModel _model = new(s_keys);
        private readonly Dictionary<string, StorageETag> _tags = new(StringComparer.Ordinal);
        private int _position;

        internal bool IsAtEnd => _position >= program.Length;

        private IStorage Store => stack.Store;

        internal async Task NextAsync()
        {
            byte step = NextByte();
            string key = s_keys[NextByte() % s_keys.Length];
            string other = s_keys[NextByte() % s_keys.Length];
            if ((step & 0x80) != 0)
            {
                stack.Break(NextByte() & 0x3F, NextByte());
            }

            bool isConditional = (step & 15) is 2 or 3 or 5 or 10 or 11;
            if (isConditional && !(_model.IsKnown(key) && _model.IsKnown(other)))
            {
                // What follows must be known.
                stack.Heal();
                await LookAsync(Store, key).ConfigureAwait(false);
                await LookAsync(Store, other).ConfigureAwait(false);
            }

            await ((step & 15) switch
            {
                0 or 1 => PutAsync(key, default, mayDo: true),
                2 => PutAsync(key, StorageCondition.IfAbsent, _model[key] is null),
                3 => SwapAsync(key, isStale: (step & 16) != 0),
                4 => ChangeAsync(key, null, () => DeleteAsync(key, default)),
                5 => DeleteIfMatchAsync(key, isStale: (step & 16) != 0),
                6 => WriteAsync(key, commits: (step & 16) != 0),
                7 => TryAsync(() => LookAsync(Store, key)),
                8 => TryAsync(() => ReadAsync(key)),
                9 => TryAsync(ListAsync),
                10 => CopyAsync(key, other, (step & 16) != 0),
                11 => RenameAsync(key, other),
                12 => DeleteManyAsync(key, other),
                13 => TryAsync(() => StatAsync(key)),
                14 => TryAsync(() => PartAsync(key)),
                _ => TryAsync(() => LookAtAllAsync(Store)),
            }).ConfigureAwait(false);
            stack.Heal();
        }

        internal async Task LookAtAllAsync(IStorage store)
        {
            foreach (string key in s_keys)
            {
                await LookAsync(store, key).ConfigureAwait(false);
            }

            List<string> listed = [];
            await foreach (StorageEntry entry in store.ListAsync().ConfigureAwait(false))
            {
                listed.Add(entry.Key.Text);
            }

            Verify.True(
                listed.SequenceEqual(_model.Keys.Where(key => _model[key] is not null)),
                $"The list has {string.Join(", ", listed)}");
        }

        private byte NextByte() => _position < program.Length ? program[_position++] : (byte)0;

        private byte[] NextValue()
        {
            int length = NextByte();
            byte fill = NextByte();
            byte[] value = new byte[Math.Min(length < 0xE0 ? length : (length - 0xE0) * 256, ValueBytesMax)];
            for (int index = 0; index < value.Length; index++)
            {
                value[index] = (byte)(fill + (index / 16));
            }

            return value;
        }

        /// <summary>Does what changes nothing; it may fail when something was broken.</summary>
        private async Task<bool> TryAsync(Func<Task> step)
        {
            try
            {
                await step().ConfigureAwait(false);
                return true;
            }
            catch (StorageException exception) when (stack.HasFailed)
            {
                bool isDeclared = exception is not (StorageIntegrityException or StorageNotFoundException
                    or StorageInvalidKeyException or StoragePreconditionException or StorageRangeException);
                Verify.True(isDeclared, $"A broken device became {exception.GetType().Name}: {exception}");
                return false;
            }
        }

        /// <summary>Does what gives a key another value, or what fails and may have given it.</summary>
        private async Task ChangeAsync(string key, byte[]? value, Func<Task> step)
        {
            if (await TryAsync(step).ConfigureAwait(false))
            {
                _model.Set(key, value);
            }
            else
            {
                _model.SetPerhaps(key, value);
                _ = _tags.Remove(key);
            }
        }

        private async Task PutAsync(string key, StorageCondition condition, bool mayDo)
        {
            byte[] value = NextValue();
            using BufferSlice slice = BufferSlice.CopyFrom(value);
            async Task Put()
            {
                StorageEntry entry = await Store.PutAsync(key, slice, new PutOptions { Condition = condition })
                    .ConfigureAwait(false);
                Verify.Equal(value.LongLength, entry.Length, "The length that a put returned");
                _tags[key] = entry.ETag;
            }

            if (mayDo)
            {
                await ChangeAsync(key, value, Put).ConfigureAwait(false);
            }
            else
            {
                await RefusedAsync(Put).ConfigureAwait(false);
            }
        }

        /// <summary>A condition does not hold: that is said, or what is broken; nothing is changed.</summary>
        private async Task RefusedAsync(Func<Task> step) => _ = await TryAsync(async () =>
        {
            try
            {
                await step().ConfigureAwait(false);
            }
            catch (StoragePreconditionException)
            {
                return;
            }

            Verify.Fail("A condition that does not hold was taken");
        }).ConfigureAwait(false);

        private async Task SwapAsync(string key, bool isStale)
        {
            StorageETag tag = await TagAsync(key).ConfigureAwait(false);
            bool mayDo = _model[key] is not null && !isStale && tag != default;
            var condition = StorageCondition.IfMatch(mayDo ? tag : StorageETag.Parse("of nobody"));
            await PutAsync(key, condition, mayDo).ConfigureAwait(false);
        }

        private async Task DeleteIfMatchAsync(string key, bool isStale)
        {
            StorageETag tag = await TagAsync(key).ConfigureAwait(false);
            bool mayDo = _model[key] is not null && !isStale && tag != default;
            var condition = StorageCondition.IfMatch(mayDo ? tag : StorageETag.Parse("of nobody"));
            async Task Delete() => _ = await Store.DeleteAsync(key, condition).ConfigureAwait(false);
            await (mayDo ? ChangeAsync(key, null, Delete) : RefusedAsync(Delete)).ConfigureAwait(false);
        }

        /// <summary>The current version; none when asking fails.</summary>
        private async Task<StorageETag> TagAsync(string key)
        {
            StorageETag tag = default;
            _ = await TryAsync(async () =>
            {
                StorageEntry? entry = await Store.TryStatAsync(key).ConfigureAwait(false);
                Verify.Equal(_model[key] is not null, entry is not null, "Whether stat finds it");
                tag = entry?.ETag ?? default;
                if (entry is not null && _tags.TryGetValue(key, out StorageETag known))
                {
                    Verify.True(known == tag, "The version is not that of the last put");
                }
            }).ConfigureAwait(false);
            return tag;
        }

        private async Task DeleteAsync(string key, StorageCondition condition)
        {
            bool existed = await Store.DeleteAsync(key, condition).ConfigureAwait(false);
            _ = _tags.Remove(key);
            if (_model.IsKnown(key))
            {
                Verify.Equal(_model[key] is not null, existed, $"Whether '{key}' was there to delete");
            }
        }

        private async Task WriteAsync(string key, bool commits)
        {
            byte[] value = NextValue();
            int cut = value.Length / 3;
            bool isAsked = false;
            async Task Write()
            {
                await using StorageWriter writer = await Store.OpenWriteAsync(key).ConfigureAwait(false);
                await writer.WriteAsync(value.AsMemory(0, cut)).ConfigureAwait(false);
                await writer.WriteAsync(value.AsMemory(cut)).ConfigureAwait(false);
                if (commits)
                {
                    isAsked = true;
                    StorageEntry entry = await writer.CommitAsync().ConfigureAwait(false);
                    Verify.Equal(value.LongLength, entry.Length, "The length that a commit returned");
                    _tags[key] = entry.ETag;
                }
            }

            if (await TryAsync(Write).ConfigureAwait(false))
            {
                if (commits)
                {
                    _model.Set(key, value);
                }
            }
            else if (isAsked)
            {
                _model.SetPerhaps(key, value);
                _ = _tags.Remove(key);
            }
        }

        private async Task LookAsync(IStorage store, string key)
        {
            using StorageContent content = await store.TryGetAsync(key).ConfigureAwait(false);
            _model.See(key, content.IsFound ? content.Bytes.ToArray() : null);
        }

        private async Task ReadAsync(string key)
        {
            List<byte> all = [];
            await using StorageReader reader = await Store.TryOpenReadAsync(key).ConfigureAwait(false);
            while (reader.IsFound)
            {
                using BufferSlice portion = await reader.ReadAsync().ConfigureAwait(false);
                if (portion.IsEmpty)
                {
                    break;
                }

                all.AddRange(portion.ToArray());
            }

            _model.See(key, reader.IsFound ? [.. all] : null);
        }

        private async Task PartAsync(string key)
        {
            int start = NextByte();
            if (!_model.IsKnown(key) || _model[key] is not { } value || start >= value.Length)
            {
                return;
            }

            var options = new GetOptions { Range = StorageRange.From(start) };
            using StorageContent part = await Store.TryGetAsync(key, options)
                .ConfigureAwait(false);
            Verify.True(part.IsFound, "A part of an object is not found");
            Verify.Equal(value.AsSpan(start), part.Bytes.ToArray(), "A part of an object");
        }

        private async Task StatAsync(string key)
        {
            StorageEntry? entry = await Store.TryStatAsync(key).ConfigureAwait(false);
            if (_model.IsKnown(key))
            {
                Verify.Equal(_model[key] is not null, entry is not null, "Whether stat finds it");
                Verify.Equal(_model[key]?.LongLength ?? 0, entry?.Length ?? 0, "The length that stat returned");
            }
        }

        private async Task ListAsync()
        {
            List<string> listed = [];
            await foreach (StorageEntry entry in Store.ListAsync("d/").ConfigureAwait(false))
            {
                listed.Add(entry.Key.Text);
            }

            foreach (string key in s_keys.Where(key => _model.IsKnown(key)))
            {
                bool isWanted = key.StartsWith("d/", StringComparison.Ordinal) && _model[key] is not null;
                Verify.Equal(isWanted, listed.Contains(key), $"Whether the list has '{key}'");
            }
        }

        private async Task CopyAsync(string from, string to, bool ifAbsent)
        {
            if (from == to)
            {
                return;
            }

            StorageCondition condition = ifAbsent ? StorageCondition.IfAbsent : default;
            async Task Copy() => _tags[to] = (await Store.CopyAsync(from, to, condition).ConfigureAwait(false)).ETag;
            await (_model[from] is null ? NotFoundAsync(Copy)
                : ifAbsent && _model[to] is not null ? RefusedAsync(Copy)
                : ChangeAsync(to, _model[from], Copy)).ConfigureAwait(false);
        }

        private async Task RenameAsync(string from, string to)
        {
            async Task Rename() => _ = await Store.RenameAsync(from, to).ConfigureAwait(false);
            if (_model[from] is not { } value)
            {
                await NotFoundAsync(Rename).ConfigureAwait(false);
                return;
            }

            bool isDone = await TryAsync(Rename).ConfigureAwait(false);
            if (from == to)
            {
                return;
            }

            _ = _tags.Remove(from);
            _ = _tags.Remove(to);
            if (isDone)
            {
                _model.Set(from, null);
                _model.Set(to, value);
            }
            else
            {
                _model.SetPerhaps(from, [null]);
                _model.SetPerhaps(to, value);
                stack.Heal();
                await LookAsync(Store, from).ConfigureAwait(false);
                await LookAsync(Store, to).ConfigureAwait(false);
                Verify.True(
                    _model[from] is not null || _model[to].AsSpan().SequenceEqual(value),
                    "A rename that failed lost the object");
            }
        }

        private async Task NotFoundAsync(Func<Task> step) => _ = await TryAsync(async () =>
        {
            try
            {
                await step().ConfigureAwait(false);
            }
            catch (StorageNotFoundException)
            {
                return;
            }

            Verify.Fail("Something was made of an object that is not there");
        }).ConfigureAwait(false);

        private async Task DeleteManyAsync(string key, string other)
        {
            string[] keys = key == other ? [key] : [key, other];
            IReadOnlyList<StorageDeleteResult> results = [];
            bool isTold = await TryAsync(async () => results = await Store.DeleteManyAsync(
                [.. keys.Select(static one => (StorageKey)one)]).ConfigureAwait(false)).ConfigureAwait(false);
            for (int index = 0; index < keys.Length; index++)
            {
                _ = _tags.Remove(keys[index]);
                if (isTold && results[index].Error is null)
                {
                    _model.Set(keys[index], null);
                }
                else
                {
                    Verify.True(stack.HasFailed, $"A delete failed: {(isTold ? results[index].Error : null)}");
                    _model.SetPerhaps(keys[index], [null]);
                }
            }
        }
    }
}
