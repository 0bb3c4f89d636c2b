using CsCheck;
using SessionRelay.Stun;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Stun;

public sealed class WrittenMessagesAreReadBack
{
    private static readonly Gen<TransportAddress> Addresses = Gen.Select(
        Gen.Bool, Gen.ULong, Gen.ULong, Gen.UShort,
        (v4, high, low, port) => v4 ? TransportAddress.FromIPv4((uint)low, port) : new TransportAddress(high, low, 0, port, TransportProtocol.Udp));

    [Fact]
    public void A_check_with_any_values() =>
        Gen.Select(
                Gen.Byte.Array[0, 250], Gen.Byte.Array[0, 250], Gen.Select(Gen.UInt, Gen.ULong, Gen.UInt), Gen.Select(Gen.Bool, Gen.Bool, Gen.Bool),
                Gen.Byte.Array[0, 100], Gen.Select(Gen.ULong, Gen.UInt))
            .Sample((receiver, sender, numbers, flags, key, id) =>
            {
                var (priority, tieBreaker, nomination) = numbers;
                var (controlling, useCandidate, hasNomination) = flags;
                var transactionId = new StunTransactionId(id.Item1, id.Item2);
                var bytes = new byte[StunMessage.MaxLength];
                var writer = new StunWriter(bytes, StunClass.Request, StunMethod.Binding, transactionId);
                writer.AddUsername(receiver, sender);
                writer.AddUInt32(StunAttribute.Priority, priority);
                writer.AddUInt64(controlling ? StunAttribute.IceControlling : StunAttribute.IceControlled, tieBreaker);
                if (useCandidate)
                    writer.AddUseCandidate();
                if (hasNomination)
                    writer.AddUInt32(StunAttribute.Nomination, nomination);
                writer.AddIntegrity(key);
                writer.AddFingerprint();

                StunMessage.TryParse(bytes.AsSpan(0, writer.Length), out var message).ShouldBeTrue();

                message.TransactionId.ShouldBe(transactionId);
                message.Username.ToArray().ShouldBe([.. receiver, (byte)':', .. sender]);
                message.TryGetPriority(out var readPriority).ShouldBeTrue();
                readPriority.ShouldBe(priority);
                (controlling ? message.TryGetControlling(out var read) : message.TryGetControlled(out read)).ShouldBeTrue();
                read.ShouldBe(tieBreaker);
                message.HasUseCandidate.ShouldBe(useCandidate);
                message.TryGetNomination(out var readNomination).ShouldBe(hasNomination);
                readNomination.ShouldBe(hasNomination ? nomination : 0);
                message.VerifyIntegrity(key).ShouldBeTrue();
                message.VerifyIntegrity([.. key, 1]).ShouldBeFalse();
                message.VerifyFingerprint().ShouldBeTrue();
            }, iter: 2_000);

    [Fact]
    public void Any_address() =>
        Addresses.Sample(address =>
        {
            var bytes = new byte[64];
            var writer = new StunWriter(bytes, StunClass.Success, StunMethod.Binding, new StunTransactionId(address.Low, 7));
            writer.AddXorMappedAddress(address);

            StunMessage.TryParse(bytes.AsSpan(0, writer.Length), out var message).ShouldBeTrue();

            message.TryGetXorMappedAddress(TransportProtocol.Udp, out var read).ShouldBeTrue();
            read.ShouldBe(address);
        }, iter: 5_000);

    [Fact]
    public void Any_class_and_method() =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 0xFFF]).Sample((messageClass, method) =>
        {
            var bytes = new byte[20];
            var writer = new StunWriter(bytes, (StunClass)messageClass, (StunMethod)method, default);

            StunMessage.TryParse(bytes, out var message).ShouldBeTrue();

            writer.Length.ShouldBe(20);
            message.Class.ShouldBe((StunClass)messageClass);
            message.Method.ShouldBe((StunMethod)method);
        }, iter: 5_000);

    [Theory]
    [InlineData(300)]
    [InlineData(420)]
    [InlineData(487)]
    [InlineData(699)]
    public void Any_error_code(int code)
    {
        var bytes = new byte[64];
        var writer = new StunWriter(bytes, StunClass.Error, StunMethod.Binding, default);
        writer.AddErrorCode((StunErrorCode)code, "why"u8);

        StunMessage.TryParse(bytes.AsSpan(0, writer.Length), out var message).ShouldBeTrue();

        message.ErrorCode.ShouldBe((StunErrorCode)code);
    }

    [Fact]
    public void A_destination_that_is_too_small_gives_no_message_and_no_exception()
    {
        for (var size = 0; size < 84; size++)
        {
            var writer = new StunWriter(new byte[size], StunClass.Request, StunMethod.Binding, default);
            writer.AddUsername("receiver"u8, "sender"u8);
            writer.AddUInt64(StunAttribute.IceControlling, 1);
            writer.AddIntegrity("key"u8);
            writer.AddFingerprint();

            writer.Length.ShouldBe(0, $"{size} bytes");
        }
    }
}
