using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Hosting;

/// <summary>Seals the keys of data protection (cookies, anti-forgery) with the portal's keys before they are stored.</summary>
internal sealed class VaultXmlEncryptor(Vault vault) : IXmlEncryptor
{
    public const string Place = "DataProtectionKeys/Xml";
    public const string Element = "sealedKey";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) => new(
        new XElement(Element, Convert.ToBase64String(vault.Seal(Place, Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting))))), typeof(VaultXmlDecryptor));
}

/// <summary>Opens them. Made by data protection itself, by its type's name in the stored key.</summary>
internal sealed class VaultXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) => XElement.Parse(Encoding.UTF8.GetString(
        services.GetRequiredService<PortalDatabase>().Vault.Open(VaultXmlEncryptor.Place, Convert.FromBase64String(encryptedElement.Value))));
}
